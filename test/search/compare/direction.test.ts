import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bestFirst, bestOf, isBetter, isWorse } from '../../../src/search/compare/direction.ts'

test('equal values are neither better nor worse', () => {
  assert.equal(isBetter(1, 1, 'minimize') || isWorse(1, 1, 'maximize'), false)
})

test('NaN is worse than every number in both directions, infinities included', () => {
  for (const direction of ['minimize', 'maximize'] as const) {
    for (const value of [0, Infinity, -Infinity]) {
      assert.ok(isWorse(Number.NaN, value, direction))
      assert.ok(!isBetter(Number.NaN, value, direction))
    }
    assert.ok(!isBetter(Number.NaN, Number.NaN, direction))
  }
})

test('bestOf and bestFirst agree on the direction', () => {
  const values = [3, Number.NaN, -1, 2]
  assert.deepEqual(values.toSorted(bestFirst('minimize')), [-1, 2, 3, Number.NaN])
  assert.deepEqual(values.toSorted(bestFirst('maximize')), [3, 2, -1, Number.NaN])
  assert.equal(bestOf(values, 'minimize'), -1)
  assert.equal(bestOf(values, 'maximize'), 3)
  assert.ok(Number.isNaN(bestOf([], 'minimize')))
})
