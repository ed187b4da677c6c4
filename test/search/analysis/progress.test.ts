import assert from 'node:assert/strict'
import { test } from 'node:test'
import { improvements, windows } from '../../../src/search/analysis/progress.ts'
import { quantile } from '../../../src/search/math/quantile.ts'
import { finished } from './known-history.ts'

test('improvements are strict', () => {
  assert.deepEqual(improvements(Float64Array.of(5, 5, 3, 4, 3, -1)), [0, 2, 5])
  assert.deepEqual(improvements(new Float64Array()), [])
})

test('windows hold every trial once', () => {
  const values = Float64Array.from({ length: 103 }, (_, i) => i)
  const found = finished(windows(values, 10))
  assert.equal(found.length, 10)
  assert.deepEqual([found[0]?.from, found.at(-1)?.to], [0, 102])
  for (const [i, { from, to, spread }] of found.entries()) {
    if (i > 0) assert.equal(from, found[i - 1]!.to + 1)
    assert.ok(to - from === 9 || to - from === 10)
    assert.equal(spread.median, (from + to) / 2)
  }
  assert.equal(finished(windows(values.subarray(0, 3), 10)).length, 3)
})

test('quantiles lie between neighbours', () => {
  // numpy 2.4 quantile([1, 2, 4, 8], [0.1, 0.25, 0.5, 0.9])
  const sorted = Float64Array.of(1, 2, 4, 8)
  const found = [0.1, 0.25, 0.5, 0.9].map((share) => quantile(sorted, share))
  for (const [i, expected] of [1.3, 1.75, 3, 6.8].entries()) {
    assert.ok(Math.abs(found[i]! - expected) < 1e-12)
  }
})
