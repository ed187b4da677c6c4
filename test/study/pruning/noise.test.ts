import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ValidationSpec } from '../../../src/data/split/validation.ts'
import { noiseOf, validationRows } from '../../../src/study/pruning/noise.ts'

const data = { rows: 1_200, testRows: 200 }
const rowsOf = (given: object) => validationRows(data, ValidationSpec.parse(given))
const objective = (metric: string) => ({ metric, direction: 'maximize' as const })
const validation = ValidationSpec.parse({ type: 'holdout', fraction: 0.25 })

test('folds measure different rows, repeats the same ones', () => {
  assert.equal(rowsOf({ type: 'holdout', fraction: 0.25 }), 250)
  assert.equal(rowsOf({ type: 'holdout', fraction: 0.25, repeats: 3 }), 250)
  assert.equal(rowsOf({ type: 'kfold', folds: 5, repeats: 2 }), 1_000)
})

test('an accuracy has the binomial standard error of the validation rows', () => {
  const { noise } = noiseOf({ objective: objective('validation.accuracy'), validation }, data)
  assert.ok(Math.abs((noise?.(0.9) ?? 0) - Math.sqrt(0.09 / 250)) < 1e-12)
})

test('the loss is known from its reports only, and a metric of the training rows has no noise', () => {
  const { noise } = noiseOf({ objective: objective('validation.loss'), validation }, data)
  assert.equal(noise?.(0.9), null)
  assert.deepEqual(noiseOf({ objective: objective('train.accuracy'), validation }, data), {})
})
