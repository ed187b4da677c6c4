import assert from 'node:assert/strict'
import { test } from 'node:test'
import { studentTQuantile, studentTWithin } from '../../../src/search/math/student-t.ts'

test('quantiles are those of scipy 1.14 (t.ppf)', () => {
  for (const [degrees, p, expected] of [
    [1, 0.975, 12.706204736174694],
    [2, 0.975, 4.302652729749462],
    [3, 0.95, 2.3533634348018233],
    [4, 0.975, 2.7764451051977934],
    [9, 0.99, 2.8214379250258084],
    [30, 0.975, 2.0422724563012378],
  ] as const) {
    const found = studentTQuantile(p, degrees)
    assert.ok(Math.abs(found - expected) < 1e-9, `${degrees} ${p}: ${found}`)
  }
})

test('a quantile and the probability within it are inverse', () => {
  for (const degrees of [1, 2, 5, 8, 49]) {
    for (const p of [0.5, 0.6, 0.975, 0.9995]) {
      const within = studentTWithin(studentTQuantile(p, degrees), degrees)
      assert.ok(Math.abs(within - (2 * p - 1)) < 1e-12)
    }
  }
})
