import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverage, rmse, rmseOfLn } from '../../../bench/reproduce/calibration.ts'
import { normalQuantile } from '../../../src/search/math/normal-quantile.ts'

/** Truths at the quantiles of the predicted distribution: the intervals fit exactly. */
const fitting = Array.from({ length: 1_000 }, (_, i) => {
  return { truth: 100 + 5 * normalQuantile((i + 0.5) / 1_000), value: 100, deviation: 5 }
})

test('a share of the rows is inside the interval of the same probability, if the deviations fit', () => {
  for (const probability of [0.1, 0.5, 0.9]) {
    assert.ok(Math.abs(coverage(fitting, probability) - probability) <= 0.001)
  }
})

test('deviations that are too small or too large show', () => {
  const scaled = (factor: number) => fitting.map((row) => ({ ...row, deviation: factor * 5 }))
  assert.ok(coverage(scaled(0.5), 0.9) < 0.6)
  assert.ok(coverage(scaled(2), 0.9) > 0.99)
})

test('errors are root mean squares, of values and of their logarithms', () => {
  const rows = [
    { truth: Math.E, value: 1 },
    { truth: 1, value: 1 },
  ]
  assert.equal(rmse(rows), (Math.E - 1) / Math.SQRT2)
  assert.equal(rmseOfLn(rows), Math.SQRT1_2)
  assert.ok(Number.isNaN(rmseOfLn([{ truth: 1, value: -1 }])))
})
