import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bend, fitOutputTransform, unbend } from '../../../src/search/gp/output-transform.ts'

test('bends bad values as a reference does, and leaves good ones', () => {
  // scipy 1.17.1, scipy.stats.yeojohnson(values, lmbda), which above 0 is Box–Cox with the shift 1
  const values = [0, 0.7, 4]
  const reference: [number, number[]][] = [
    [0.5, [0, 0.6076809620810595, 2.472135954999579]],
    [1, [0, 0.7, 4]],
    [2, [0, 0.945, 12]],
  ]
  for (const [power, expected] of reference) {
    for (const [index, value] of values.entries()) {
      const bent = bend(value, power)
      assert.ok(Math.abs(bent - (expected[index] ?? Number.NaN)) < 1e-12)
      assert.ok(Math.abs(unbend(bent, power) - value) < 1e-9)
    }
    assert.equal(bend(-3, power), -3)
    assert.equal(unbend(-3, power), -3)
  }
})

test('keeps the order, and is standardised', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 }),
      (values) => {
        const transform = fitOutputTransform(values)
        const bent = values.map(transform.to)
        for (const [index, value] of values.entries()) {
          assert.ok(Number.isFinite(bent[index]))
          for (const [other, otherValue] of values.entries()) {
            if (value < otherValue) assert.ok((bent[index] ?? 1) <= (bent[other] ?? 0))
          }
        }
        const mean = bent.reduce((sum, value) => sum + value, 0) / bent.length
        assert.ok(Math.abs(mean) < 1e-6)
      },
    ),
    { seed: 8, numRuns: 200 },
  )
})

test('leads back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -100_000, max: 100_000 }), { minLength: 2, maxLength: 40 }),
      (values) => {
        const { to, from } = fitOutputTransform(values)
        for (const value of values) assert.ok(Math.abs(from(to(value)) - value) < 1e-3)
      },
    ),
    { seed: 8, numRuns: 200 },
  )
})

test('one huge value does not hide the differences between the others', () => {
  const values = [...Array.from({ length: 20 }, (_, index) => index / 20), 1e9]
  const { to } = fitOutputTransform(values)
  // of the deviations of all; the process tells apart a thousandth of one
  assert.ok(to(0.9) - to(0) > 0.05, `${to(0.9) - to(0)}`)
  assert.ok(Number.isFinite(to(1e300)))
})
