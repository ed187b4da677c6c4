import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normalQuantile } from '../../../src/search/math/normal-quantile.ts'

test('agrees with scipy', () => {
  // scipy 1.17.1 scipy.stats.norm.ppf
  const reference = [
    [1e-300, -37.0470962993612],
    [1e-12, -7.034483825301131],
    [1e-3, -3.090232306167813],
    [0.1, -1.2815515655446004],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.9999, 3.719016485455709],
  ] as const
  for (const [p, z] of reference) {
    assert.ok(Math.abs(normalQuantile(p) - z) <= 1e-12 * Math.max(1, Math.abs(z)), String(p))
  }
  assert.equal(normalQuantile(1), Number.POSITIVE_INFINITY)
  assert.ok(Number.isNaN(normalQuantile(-0.1)))
})
