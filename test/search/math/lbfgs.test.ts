import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minimizeInBox } from '../../../src/search/math/lbfgs.ts'

const rosenbrock = (x: Float64Array, gradient: Float64Array) => {
  const [a = 0, b = 0] = x
  gradient[0] = -400 * a * (b - a * a) - 2 * (1 - a)
  gradient[1] = 200 * (b - a * a)
  return 100 * (b - a * a) ** 2 + (1 - a) ** 2
}

const options = (low: number, high: number) => ({
  low: new Float64Array(2).fill(low),
  high: new Float64Array(2).fill(high),
  maxIterations: 200,
  tolerance: 1e-8,
})

test('finds the minimum of the Rosenbrock valley inside of the box', () => {
  const { x, evaluations } = minimizeInBox(rosenbrock, Float64Array.of(-1.2, 1), options(-2, 2))
  assert.ok(Math.abs((x[0] ?? 0) - 1) < 1e-4, `${x}`)
  assert.ok(Math.abs((x[1] ?? 0) - 1) < 1e-4, `${x}`)
  assert.ok(evaluations < 150)
})

test('stops at the bound where the minimum inside of the box lies', () => {
  const { x, value } = minimizeInBox(rosenbrock, Float64Array.of(-1.2, 0.4), options(-2, 0.5))
  // closed form: at a ≤ 0.5 the best is a = 0.5, b = a²
  assert.ok(Math.abs((x[0] ?? 0) - 0.5) < 1e-6, `${x}`)
  assert.ok(Math.abs((x[1] ?? 0) - 0.25) < 1e-4, `${x}`)
  assert.ok(Math.abs(value - 0.25) < 1e-6)
})

test('steps back from where the function is not defined', () => {
  const logBarrier = (x: Float64Array, gradient: Float64Array) => {
    const [a = 0] = x
    gradient[0] = 1 - 1e-3 / a
    return a > 0 ? a - 1e-3 * Math.log(a) : Number.NaN
  }
  const { x } = minimizeInBox(logBarrier, Float64Array.of(5), {
    ...options(-10, 10),
    tolerance: 1e-6,
  })
  assert.ok(Math.abs((x[0] ?? 0) - 1e-3) < 1e-5, `${x}`)
})
