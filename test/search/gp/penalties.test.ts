import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leastPenalty } from '../../../src/search/gp/penalties.ts'

const none = Number.POSITIVE_INFINITY

test('a constant far beyond all better values is a penalty, however often it was given', () => {
  assert.equal(leastPenalty([1, 4, 9, 1e3]), 1e3)
  assert.equal(leastPenalty([1e6, 4, 1e6, 1, 1e6, 1e6, 9, 1e6]), 1e6)
  assert.equal(leastPenalty([1, 4, 9, Number.MAX_VALUE]), Number.MAX_VALUE)
  assert.equal(leastPenalty([-Number.MAX_VALUE, 0, Number.MAX_VALUE]), none)
})

test('penalties that differ a little, and those of two kinds, are penalties', () => {
  assert.equal(leastPenalty([1, 4, 9, 16, 1.2e6, 1e6, 1.9e6]), 1e6)
  assert.equal(leastPenalty([1, 4, 9, 16, 1e4, 1e9, 1e9]), 1e4)
})

test('values that go on from one another are none, however bad', () => {
  assert.equal(leastPenalty([1, 2, 4, 8, 16, 32, 64, 128]), none)
  assert.equal(leastPenalty([1, 10, 100, 1_000, 10_000]), none)
  assert.equal(leastPenalty([5, 5, 5, 7, 7]), none)
})

test('a search that has converged keeps what it saw far away', () => {
  const near = Array.from({ length: 20 }, (_, index) => 1e-6 * index)
  assert.equal(leastPenalty([0.5, 3, 8, 20, 45, 6, 9, 11, 30, ...near]), none)
})

test('penalties may differ by any power where the first trials had better values too', () => {
  assert.equal(leastPenalty([4, 1e3, 29, 1e5, 1, 1e6, 16, 1e100]), 1e3)
  assert.equal(leastPenalty([1e3, 4, 3e3, 1e4, 29, 3e4, 1, 9e4]), 1e3)
})

test('what is worse than most is a penalty, not most', () => {
  assert.equal(leastPenalty([1, 2, 100, 110, 120]), none)
  assert.equal(leastPenalty([]), none)
  assert.equal(leastPenalty([1]), none)
})
