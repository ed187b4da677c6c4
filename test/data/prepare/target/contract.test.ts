/** What holds for every transform of a target. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { computeMoments } from '../../../../src/data/prepare/moments.ts'
import { type FittedTarget, fitTarget } from '../../../../src/data/prepare/target/fit-target.ts'
import {
  logSlope,
  targetTransforms,
  transformed,
} from '../../../../src/data/prepare/target/index.ts'

type Name = keyof typeof targetTransforms

/** Prices: skewed, from 40 to 3,000. */
const prices = Float64Array.from({ length: 200 }, (_, row) =>
  Math.round(40 * Math.exp(4.3 * (((row * 73) % 200) / 199) ** 2)),
)

function fit(target: Name, values: Float64Array = prices): FittedTarget {
  const fitted = fitTarget(values, { target, clipPredictions: true })
  return JSON.parse(JSON.stringify(fitted)) as FittedTarget
}
const own = ({ mean, deviation }: FittedTarget, value: number) => (value - mean) / deviation

for (const target of Object.keys(targetTransforms) as Name[]) {
  describe(target, () => {
    test('gives the training rows mean 0 and deviation 1, and keeps their order', () => {
      const fitted = fit(target)
      const y = prices.map((value) => transformed(fitted.transform, own(fitted, value)))
      const { mean, deviation } = computeMoments(y)
      const tolerance = target === 'quantile' ? 0.03 : 1e-9
      assert.ok(
        Math.abs(mean) < tolerance && Math.abs(deviation - 1) < tolerance,
        `${mean} ${deviation}`,
      )
      const order = [...prices.keys()].sort((a, b) => prices[a]! - prices[b]!)
      for (const [at, row] of order.entries()) {
        assert.ok(at === 0 || y[row]! >= y[order[at - 1]!]!)
      }
    })

    test('logSlope is the logarithm of the derivative', () => {
      const { transform, ...scale } = fit(target)
      for (const price of [45.3, 123.4, 700.1, 2500.5]) {
        const value = own(scale, price)
        const step = 1e-6
        const rise = transformed(transform, value + step) - transformed(transform, value - step)
        const slope = Math.log(rise / (2 * step))
        assert.ok(Math.abs(logSlope(transform, value) - slope) < 1e-4, `at ${price}`)
      }
    })

    test('is the same in any unit, and can be fitted to a constant', () => {
      const inOne = fit(target)
      const inOther = fit(
        target,
        prices.map((value) => value * 1e12),
      )
      for (const value of [-0.05, 0, 2]) {
        const [one, other] = [inOne, inOther].map(({ transform }) => transformed(transform, value))
        assert.ok(Math.abs(one! - other!) < 1e-6)
      }
      const level = fit(target, Float64Array.of(7, 7, 7))
      assert.equal(level.bounds, undefined)
      const y = [6, 7, 8].map((value) => transformed(level.transform, own(level, value)))
      assert.ok(y.every(Number.isFinite) && y[0]! < y[1]! && y[1]! < y[2]!, `${y}`)
      assert.ok(Math.abs(y[1]!) < 1e-9)
    })
  })
}

test('boxCox finds the power: the logarithm of powers of e, the root of squares', () => {
  const power = (values: Float64Array) => {
    const { transform } = fit('boxCox', values)
    assert.ok(transform?.type === 'boxCox')
    return transform.lambda
  }
  // symmetric before the power, so the power that undoes it is the likeliest
  const steps = Array.from({ length: 401 }, (_, row) => (row - 200) / 100)
  const bell = steps.map((at) => at + 0.2 * at ** 3)
  assert.ok(Math.abs(power(Float64Array.from(bell, (at) => Math.exp(at)))) < 1e-3)
  assert.ok(Math.abs(power(Float64Array.from(bell, (at) => (10 + at) ** 2)) - 0.5) < 0.05)
  assert.ok(Math.abs(power(Float64Array.from(bell, (at) => 10 + at)) - 1) < 0.1)
})

test('predictions are bounded to a margin about the training rows, unless switched off', () => {
  const values = Float64Array.of(100, 200, 300)
  const bounds = (clipPredictions: boolean | { margin: number }) =>
    fitTarget(values, { target: 'standardize', clipPredictions }).bounds
  assert.deepEqual(bounds(true), { low: 80, high: 320 })
  assert.deepEqual(bounds({ margin: 0.5 }), { low: 0, high: 400 })
  assert.deepEqual(bounds({ margin: 0 }), { low: 100, high: 300 })
  assert.equal(bounds(false), undefined)
})
