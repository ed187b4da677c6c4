import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stagnation } from '../../../src/search/compare/no-improvement.ts'

const of = (
  values: (number | null)[],
  minDelta = 0,
  direction: 'minimize' | 'maximize' = 'minimize',
) =>
  stagnation(
    values.map((value, number) => ({ number, values: value === null ? null : [value] })),
    [direction],
    minDelta,
  )

test('counts the trials since the last that was better', () => {
  assert.deepEqual(of([]), { trials: 0, best: null })
  assert.deepEqual(of([5, 4, 4, 6]), { trials: 2, best: 1 })
  assert.deepEqual(of([5, 4, 6, 3]), { trials: 0, best: 3 })
  assert.deepEqual(of([5, 4, 6, 3], 0, 'maximize'), { trials: 1, best: 2 })
})

test('pruned trials count, before the first complete one nothing does; NaN improves nothing', () => {
  assert.deepEqual(of([null, null, 5, null, null]), { trials: 2, best: 2 })
  assert.deepEqual(of([null, Number.NaN]), { trials: 0, best: null })
  assert.deepEqual(of([5, Number.NaN]), { trials: 1, best: 0 })
})

test('small gains add up to one that counts', () => {
  assert.deepEqual(of([5, 4.9, 4.8, 4.7], 0.25), { trials: 0, best: 3 })
  assert.deepEqual(of([5, 4.9, 4.8], 0.25), { trials: 2, best: 0 })
})

test('with several objectives any trial on the front is an improvement', () => {
  const at = (points: number[][]) =>
    stagnation(
      points.map((values, number) => ({ number, values })),
      ['minimize', 'maximize'],
      0,
    )
  assert.deepEqual(
    at([
      [1, 1],
      [2, 5],
      [3, 4],
    ]),
    { trials: 1, best: 1 },
  )
  assert.deepEqual(
    at([
      [1, 1],
      [2, 5],
      [0.5, 0],
    ]),
    { trials: 0, best: 2 },
  )
  assert.deepEqual(
    at([
      [1, 1],
      [1, 1],
    ]),
    { trials: 1, best: 0 },
  )
  assert.deepEqual(
    at([
      [2, 1],
      [1, 1],
      [2, 1],
    ]),
    { trials: 1, best: 1 },
  )
})
