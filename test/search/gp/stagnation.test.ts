import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isStagnant } from '../../../src/search/gp/stagnation.ts'

test('a search stagnates once twenty trials gained next to nothing', () => {
  const falling = Array.from({ length: 40 }, (_, index) => 100 - index)
  assert.equal(isStagnant(falling), false)
  const without = (count: number) => [...falling, ...Array.from({ length: count }, () => 80)]
  assert.equal(isStagnant(without(19)), false)
  assert.equal(isStagnant(without(20)), true)
  assert.equal(isStagnant([...without(20), 60.99]), true, 'a gain of 0.01 of 20')
  assert.equal(isStagnant([...without(20), 60]), false)
})

test('few trials do not stagnate', () => {
  assert.equal(isStagnant(Array.from({ length: 25 }, () => 1)), false)
})
