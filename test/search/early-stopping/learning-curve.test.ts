import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extrapolate } from '../../../src/search/early-stopping/learning-curve.ts'
import { rngFor } from '../../../src/search/rng.ts'

const curveOf = (c: number, steps: number) =>
  Array.from({ length: steps }, (_, i) => [i + 1, 0.2 + 3 * (i + 1) ** -c] as const)

test('goes on a power law exactly, where its exponent is one of those tried', () => {
  for (const c of [0.1, 0.1 * 1.075 ** 20, 0.1 * 1.075 ** 40]) {
    const forecast = extrapolate(curveOf(c, 8), 100)
    assert.ok(forecast)
    assert.ok(Math.abs(forecast.mean - (0.2 + 3 * 100 ** -c)) < 1e-3, String(forecast.mean))
    assert.ok(forecast.deviation < 1e-2)
  }
})

test('an exponent between those tried is missed by at most a tenth of the fall to come', () => {
  for (const c of [0.35, 0.6, 0.9, 1.2]) {
    const forecast = extrapolate(curveOf(c, 10), 50)
    assert.ok(forecast)
    const miss = Math.abs(forecast.mean - (0.2 + 3 * 50 ** -c))
    assert.ok(miss < 0.1 * 3 * (10 ** -c - 50 ** -c), String(miss))
  }
})

test('with noise, two deviations hold at least nine forecasts of ten', () => {
  let held = 0
  for (let seed = 0; seed < 200; seed++) {
    const rng = rngFor(seed, 0)
    const c = 0.3 + rng.uniform()
    const noisy = curveOf(c, 12).map(
      ([step, value]) => [step, value + 0.02 * rng.normal()] as const,
    )
    const forecast = extrapolate(noisy, 40)
    assert.ok(forecast)
    const miss = Math.abs(forecast.mean - (0.2 + 3 * 40 ** -c))
    if (miss <= 2 * forecast.deviation) held += 1
  }
  assert.ok(held >= 180, String(held))
})

test('a flat curve stays flat, and three reports are too few', () => {
  const flat = extrapolate(
    [1, 2, 3, 4].map((step) => [step, 7] as const),
    30,
  )
  assert.ok(flat)
  assert.ok(Math.abs(flat.mean - 7) < 1e-9)
  assert.equal(extrapolate(curveOf(1, 3), 30), null)
})
