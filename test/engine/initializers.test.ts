import assert from 'node:assert/strict'
import { test } from 'node:test'
import { initialValues } from '../../src/engine/initializers.ts'

const stream = { seed: 3, purpose: 'weights', stream: 0 } as const

function varianceOf(values: Float32Array): number {
  return values.reduce((sum, v) => sum + v * v, 0) / values.length
}

test('Glorot weights fill ±√(6 / (fanIn + fanOut)), a convolution counting its window', () => {
  const limit = Math.sqrt(6 / (9 * 20 + 9 * 30))
  const values = initialValues('glorotUniform', [3, 3, 20, 30], stream)
  const largest = Math.max(...values.map(Math.abs))
  assert.ok(largest <= limit && largest > 0.99 * limit)
  // 5,400 values: the relative standard error of the variance is 1.2 %
  assert.ok(Math.abs(varianceOf(values) / (limit ** 2 / 3) - 1) < 0.06)
})

test('He weights have variance 2 / fanIn', () => {
  const values = initialValues('heUniform', [100, 60], stream)
  assert.ok(Math.abs(varianceOf(values) / (2 / 100) - 1) < 0.06)
})
