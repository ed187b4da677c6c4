import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFiller, fillIn } from '../../src/study/fill-in.ts'
import { type LoadedSpace, loadSpace } from '../../src/study/load-study.ts'
import { storedSpec } from '../../src/study/study-spec.ts'

const data = {
  task: 'regression',
  rows: 100,
  testRows: 0,
  inputShape: [4],
  classes: null,
  columns: [],
  warnings: [],
} as const

function loaded(epochs: number, folds = 1): LoadedSpace {
  const spec = storedSpec({
    spec: JSON.stringify({
      name: 'parts',
      dataset: 'd',
      objective: { metric: 'validation.rmse', direction: 'minimize' },
      space: {
        layers: [
          { type: 'dense', units: { $int: { low: 1, high: 8 }, name: 'units' } },
          { type: 'dense', units: 'outputs' },
        ],
        loss: 'meanSquaredError',
        optimizer: { type: 'adam', learningRate: { $float: { low: 1e-3, high: 1 }, name: 'rate' } },
        batchSize: 10,
        epochs,
      },
      constraints: ['units < 8'],
      validation: folds === 1 ? { type: 'holdout' } : { type: 'kfold', folds },
    }),
  })
  return loadSpace(spec, { ...data, inputShape: [4], columns: [], warnings: [] })
}

test('a part of a training has the specification and the shape of one of so many epochs', () => {
  for (const folds of [1, 3]) {
    const fill = createFiller(loaded(10, folds))
    const params = { units: 3, rate: 0.1 }
    assert.deepEqual(fill(params, 4), fillIn(loaded(4, folds), params))
    assert.deepEqual(fill(params), fillIn(loaded(10, folds), params))
    assert.notEqual(fill(params, 4).shape, fill(params).shape)
  }
})

test('trials that share a graph have one shape, others another', () => {
  const fill = createFiller(loaded(10))
  assert.equal(fill({ units: 3, rate: 0.1 }).shape, fill({ units: 3, rate: 0.2 }).shape)
  assert.notEqual(fill({ units: 3, rate: 0.1 }).shape, fill({ units: 4, rate: 0.1 }).shape)
})

test('what violates a constraint says so, and has no shape', () => {
  const { fault, shape } = createFiller(loaded(10))({ units: 8, rate: 0.1 })
  assert.equal(fault, 'violates units < 8 (/constraints/0)')
  assert.equal(shape, null)
})
