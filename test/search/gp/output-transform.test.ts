import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  fitOutputTransform,
  inverseYeoJohnson,
  yeoJohnson,
} from '../../../src/search/gp/output-transform.ts'

test('Yeo–Johnson is that of a reference', () => {
  // scipy 1.17.1, scipy.stats.yeojohnson(values, lmbda)
  const values = [-2, -0.3, 0, 0.7, 4]
  const reference: [number, number[]][] = [
    [-1.5, [-13.075820515531335, -0.42999011684080174, 0, 0.3658960828049527, 0.6070381872666722]],
    [0, [-4, -0.345, 0, 0.5306282510621704, 1.6094379124341003]],
    [0.5, [-2.7974349484710874, -0.32148536841925296, 0, 0.6076809620810595, 2.472135954999579]],
    [2, [-1.0986122886681096, -0.26236426446749106, 0, 0.945, 12]],
    [3, [-0.6666666666666666, -0.23076923076923078, 0, 1.3043333333333333, 41.333333333333314]],
  ]
  for (const [power, expected] of reference) {
    for (const [index, value] of values.entries()) {
      const bent = yeoJohnson(value, power)
      assert.ok(Math.abs(bent - (expected[index] ?? Number.NaN)) < 1e-12)
      assert.ok(Math.abs(inverseYeoJohnson(bent, power) - value) < 1e-9)
    }
  }
})

test('keeps the order, is standardised, and leads back', () => {
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

test('one huge value does not hide the differences between the others', () => {
  const values = [...Array.from({ length: 20 }, (_, index) => index / 20), 1e9]
  const { to } = fitOutputTransform(values)
  assert.ok(to(0.9) - to(0) > 0.5)
  assert.ok(Number.isFinite(to(1e300)))
})
