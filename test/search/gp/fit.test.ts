import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitHyperparameters, negativeLogPosterior } from '../../../src/search/gp/fit.ts'
import type { Points } from '../../../src/search/gp/kernel.ts'
import { rngFor } from '../../../src/search/rng.ts'

/** Axis 0 has a strong effect, axis 1 has none, and axis 2 is a category that shifts the value. */
function drawn(size: number): { points: Points; values: Float64Array } {
  const rng = rngFor(3, 0)
  const coordinates = Float64Array.from({ length: size * 3 }, (_, index) =>
    index % 3 === 2 ? rng.int(3) : rng.uniform(),
  )
  const values = Float64Array.from({ length: size }, (_, row) => {
    const [x = 0, , category = 0] = coordinates.subarray(row * 3, row * 3 + 3)
    return Math.sin(9 * x) + (category === 1 ? 1 : 0) + 0.1 * rng.normal()
  })
  return { points: { size, isCategory: [false, false, true], coordinates }, values }
}

test('the gradient is that of finite differences', () => {
  const { points, values } = drawn(15)
  const objective = negativeLogPosterior(points, values)
  const x = Float64Array.of(-0.7, 0.4, 0.1, 0.3, -2)
  const gradient = new Float64Array(5)
  objective(x, gradient)
  const unused = new Float64Array(5)
  for (const index of x.keys()) {
    const [up, down] = [1e-5, -1e-5].map((step) =>
      objective(
        x.map((value, other) => value + (other === index ? step : 0)),
        unused,
      ),
    )
    const difference = ((up ?? 0) - (down ?? 0)) / 2e-5
    const slope = gradient[index] ?? Number.NaN
    assert.ok(
      Math.abs(slope - difference) < 1e-5 * Math.max(1, Math.abs(difference)),
      `${index}: ${slope} is not ${difference}`,
    )
  }
})

test('finds which axes matter, and how noisy the values are', () => {
  const { points, values } = drawn(60)
  const { lengthScales, noise } = fitHyperparameters(points, values, {
    maxIterations: 50,
    leastLength: 0.02,
    maxNoise: 1,
  })
  const [matters = 0, idle = 0] = lengthScales
  assert.ok(idle > 5 * matters, `${lengthScales}`)
  assert.ok(noise > 0.002 && noise < 0.05, `${noise} is not near 0.01`)
})
