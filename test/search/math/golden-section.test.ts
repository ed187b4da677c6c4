import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goldenSection } from '../../../src/search/math/golden-section.ts'

const near = (found: number, expected: number, error: number) =>
  assert.ok(Math.abs(found - expected) <= error, `${found} is not ${expected}`)

test('the least value is found to the length of the last range', () => {
  near(
    goldenSection((at) => (at - 0.7) ** 2, [-2, 2], 30),
    0.7,
    4 * 0.6181 ** 30,
  )
  near(
    goldenSection((at) => Math.abs(at + 1.9), [-2, 2], 30),
    -1.9,
    4 * 0.6181 ** 30,
  )
})

test('it may lie at either end of the range', () => {
  near(
    goldenSection((at) => at, [1, 3], 25),
    1,
    2 * 0.6181 ** 25,
  )
  near(
    goldenSection((at) => -at, [1, 3], 25),
    3,
    2 * 0.6181 ** 25,
  )
})
