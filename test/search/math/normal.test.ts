import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  logImprovement,
  logImprovementSlope,
  logNormalCdf,
} from '../../../src/search/math/normal.ts'

test('log Φ is that of a reference, tails included', () => {
  // scipy 1.17.1, scipy.special.log_ndtr
  const reference = [
    [3, -0.0013508099647481925],
    [0, -Math.LN2],
    [-1, -1.8410216450092634],
    [-1.5, -2.7059444008238898],
    [-5, -15.064998393988727],
    [-10, -53.23128515051248],
    [-40, -804.6084420137539],
  ] as const
  for (const [z, expected] of reference) assertClose(logNormalCdf(z), expected, 1e-12)
})

test('log h is that of a reference down to where h underflows by far', () => {
  // mpmath 1.3.0, 60 digits and more: log(φ(z) + z Φ(z))
  const reference = [
    [3, 1.0987396653277077],
    [0, -0.9189385332046728],
    [-0.5, -1.6205162643873199],
    [-1.5, -3.52993592080571],
    [-5, -16.74430116266099],
    [-12, -77.90910054500735],
    [-29.9, -454.72299811949625],
    [-30.1, -460.73628739874306],
    [-100, -5010.12957880025],
    [-1e4, -50000019.33961931],
  ] as const
  for (const [z, expected] of reference) assertClose(logImprovement(z), expected, 1e-12)
})

test('h is the expected improvement, by quadrature', () => {
  for (const z of [-2, -0.3, 0.7, 2.5]) {
    const steps = 200_000
    const [low, high] = [-z, 12]
    let sum = 0
    for (let step = 0; step < steps; step++) {
      const u = low + ((high - low) * (step + 0.5)) / steps
      sum += ((z + u) * Math.exp(-0.5 * u * u)) / Math.sqrt(2 * Math.PI)
    }
    assertClose(Math.exp(logImprovement(z)), (sum * (high - low)) / steps, 1e-8)
  }
})

test('the slope of log h is that of finite differences, across all switches', () => {
  for (const z of [4, 0.2, -0.99, -1.01, -7, -29.99, -30.01, -500]) {
    const step = 1e-5 * Math.max(1, Math.abs(z))
    const difference = (logImprovement(z + step) - logImprovement(z - step)) / (2 * step)
    assertClose(logImprovementSlope(z), difference, 1e-6)
  }
})

function assertClose(actual: number, expected: number, tolerance: number): void {
  const error = Math.abs(actual - expected) / Math.max(1e-300, Math.abs(expected))
  assert.ok(error <= tolerance, `${actual} is not ${expected}`)
}
