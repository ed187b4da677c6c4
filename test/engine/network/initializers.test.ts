import assert from 'node:assert/strict'
import { test } from 'node:test'
import { depthwiseConv2d } from '../../../src/engine/layers/depthwise-conv2d.ts'
import { separableConv2d } from '../../../src/engine/layers/separable-conv2d.ts'
import { initialValues } from '../../../src/engine/network/initializers.ts'

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

test('a depthwise kernel counts the one channel that each output sees', () => {
  const context = { outputs: 1, categorical: [] }
  const inputShape = [9, 9, 64]
  const drawn = (layer: 'depthwiseConv2d' | 'separableConv2d', options: object) => {
    const { shape, initializer, fanShape } =
      layer === 'depthwiseConv2d'
        ? depthwiseConv2d.parameters(
            inputShape,
            depthwiseConv2d.options.parse(options),
            context,
          )[0]!
        : separableConv2d.parameters(
            inputShape,
            separableConv2d.options.parse(options),
            context,
          )[0]!
    return varianceOf(initialValues(initializer, shape, stream, { fanShape }))
  }
  const of = { kernelSize: 5, depthMultiplier: 2 }
  // 3,200 values
  const he = drawn('depthwiseConv2d', { ...of, activation: 'relu' })
  assert.ok(Math.abs(he / (2 / 25) - 1) < 0.08)
  const glorot = drawn('depthwiseConv2d', of)
  assert.ok(Math.abs(glorot / (2 / (25 + 50)) - 1) < 0.08)
  const named = drawn('depthwiseConv2d', { ...of, kernelInitializer: 'lecunNormal' })
  assert.ok(Math.abs(named / (1 / 25) - 1) < 0.08)
  // its relu comes after the second convolution
  const separable = drawn('separableConv2d', { ...of, filters: 4, activation: 'relu' })
  assert.ok(Math.abs(separable / glorot - 1) < 1e-6)
})
