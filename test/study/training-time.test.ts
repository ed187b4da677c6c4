import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ValidationSpec } from '../../src/data/split/validation.ts'
import type { DatasetSummary } from '../../src/data/summary.ts'
import { estimateWork } from '../../src/study/training-time.ts'

const table: DatasetSummary = {
  task: 'regression',
  rows: 120,
  testRows: 20,
  inputShape: null,
  classes: null,
  columns: [
    { name: 'a', type: 'number', role: 'input', encoding: 'numeric', missing: 0, distinct: 9 },
    { name: 'y', type: 'number', role: 'target', encoding: 'numeric', missing: 0, distinct: 9 },
  ],
  warnings: [],
}

const spec = {
  layers: [
    { type: 'dense', units: 4, activation: 'relu' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'meanSquaredError',
  optimizer: { type: 'sgd', learningRate: 0.1 },
  batchSize: 30,
  epochs: 5,
}

test('work counts the updates of all weights, and the multiplications and numbers of layers for the training rows', () => {
  const work = estimateWork(spec, table, {
    validation: ValidationSpec.parse({ type: 'holdout' }),
    epochs: 5,
  })
  // 80 rows in batches of 30 are 3 updates an epoch; weights 1·4 + 4 and 4·1 + 1
  // an update of a weight counts as 80 multiplications
  assert.deepEqual(work, {
    updates: 15,
    multiplications: 5 * 80 * 13 + 15 * 80 * 13,
    elements: 5 * 80 * (4 + 1),
  })
})

test('what cannot be trained has no work', () => {
  const wrong = { ...spec, loss: 'crossEntropy' }
  assert.equal(
    estimateWork(wrong, table, {
      validation: ValidationSpec.parse({ type: 'holdout' }),
      epochs: 5,
    }),
    null,
  )
})
