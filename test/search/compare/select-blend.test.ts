import assert from 'node:assert/strict'
import { test } from 'node:test'
import { selectBlend } from '../../../src/search/compare/select-blend.ts'

/** Squared error of the weighted mean of the candidates' values. */
const near = (target: number, values: number[]) => (weights: readonly number[]) =>
  (values.reduce((sum, value, at) => sum + value * weights[at]!, 0) - target) ** 2

test('the best candidate is alone if every mean is worse', () => {
  const { weights, cost } = selectBlend(3, 5, near(1, [3, 1, 2]))
  assert.deepEqual([weights, cost], [[0, 1, 0], 0])
})

test('candidates that err on different sides are both members', () => {
  const { weights, cost } = selectBlend(2, 5, near(0, [1, -1]))
  assert.deepEqual([weights, cost], [[0.5, 0.5], 0])
})

test('a candidate that is chosen again has more weight', () => {
  const { weights, cost } = selectBlend(2, 3, near(0, [1, -2]))
  assert.deepEqual(weights, [2 / 3, 1 / 3])
  assert.ok(cost < 1e-30)
})

test('of means on the way the best is kept, the smallest of equal ones', () => {
  const { weights } = selectBlend(2, 6, near(0, [1, -1]))
  assert.deepEqual(weights, [0.5, 0.5])
  const equal = selectBlend(3, 4, () => 7)
  assert.deepEqual(equal.weights, [1, 0, 0])
})

test('a candidate without a finite cost is never the better one', () => {
  const costOf = (weights: readonly number[]) => (weights[0]! > 0 ? Number.NaN : 1)
  assert.deepEqual(selectBlend(2, 3, costOf), { weights: [0, 1], cost: 1 })
})
