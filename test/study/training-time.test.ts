import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ValidationSpec } from '../../src/data/split/validation.ts'
import type { DatasetSummary } from '../../src/data/summary.ts'
import { estimateSeconds, estimateWork, fitSpeed } from '../../src/study/training-time.ts'

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

test('work counts the updates of all weights and the multiplications of the training rows', () => {
  const work = estimateWork(spec, table, {
    validation: ValidationSpec.parse({ type: 'holdout' }),
    epochs: 5,
  })
  // 80 rows in batches of 30 are 3 updates an epoch; weights 1·4 + 4 and 4·1 + 1
  // an update of a weight counts as 80 multiplications
  assert.deepEqual(work, { updates: 15, multiplications: 5 * 80 * 13 + 15 * 80 * 13 })
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

test('the speed that made the times is found', () => {
  const made = { perUpdate: 2e-3, perMultiplication: 3e-9 }
  const works = [
    { updates: 100, multiplications: 1e6 },
    { updates: 400, multiplications: 8e8 },
    { updates: 50, multiplications: 4e8 },
  ]
  const speed = fitSpeed(works.map((work) => ({ ...work, seconds: estimateSeconds(made, work) })))
  assert.ok(speed)
  assert.ok(Math.abs(speed.perUpdate / made.perUpdate - 1) < 1e-9)
  assert.ok(Math.abs(speed.perMultiplication / made.perMultiplication - 1) < 1e-9)
})

test('trials of one shape give one cost, and their own time back', () => {
  const work = { updates: 100, multiplications: 1e6 }
  const speed = fitSpeed([0.9, 1, 1.1].map((seconds) => ({ ...work, seconds })))
  assert.ok(speed)
  assert.ok(speed.perUpdate >= 0 && speed.perMultiplication >= 0)
  assert.ok(Math.abs(estimateSeconds(speed, work) - 1) < 0.05)
})

test('two trials say nothing', () => {
  assert.equal(
    fitSpeed([1, 2].map((seconds) => ({ updates: 1, multiplications: 1, seconds }))),
    null,
  )
})
