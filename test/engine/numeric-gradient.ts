/** Gradients by central differences, the reference for every gradient that TensorFlow.js computes. */
import assert from 'node:assert/strict'
import { shuffled } from '../../src/engine/rng.ts'
import { type Tensor, tidy } from '../../src/engine/tensorflow.ts'
import { tf } from './backend-under-test.ts'

/**
 * Distinct values from −2 to 2 in random order, evenly spaced and never near 0: no step of the differences crosses a
 * kink of relu or changes a maximum.
 */
export function spacedValues(length: number, seed: number): Float32Array {
  const order = shuffled({ seed, purpose: 'weights', stream: 0 }, length)
  const even = length + (length % 2)
  return Float32Array.from(order, (place) => ((place + 0.5) / even) * 4 - 2)
}

/**
 * Holds the gradient of Σ weighting · f(inputs) against central differences, for every element of every input. The
 * weighted sum is taken in double precision, so float32 rounding stays below 10⁻⁴.
 */
export function assertGradients(
  f: (inputs: Tensor[]) => Tensor,
  inputs: { values: Float32Array; shape: number[] }[],
  tolerance = 3e-3,
): void {
  const evaluate = (values: Float32Array[]) =>
    tidy(tf, () => {
      const y = f(values.map((v, index) => tf.tensor(v, inputs[index]!.shape)))
      return Array.from(y.dataSync()).reduce((sum, v, index) => sum + v * weighting(index), 0)
    })
  const gradients = tidy(tf, () => {
    const scalarOf = (...tensors: Tensor[]) => {
      const y = f(tensors)
      const weights = Float32Array.from({ length: y.size }, (_, index) => weighting(index))
      return tf.sum(tf.mul(y, tf.tensor(weights, y.shape)))
    }
    const given = inputs.map(({ values, shape }) => tf.tensor(values, shape))
    return tf
      .grads(scalarOf)(given)
      .map((gradient) => Array.from(gradient.dataSync()))
  })
  const step = 4e-3
  for (const [which, { values }] of inputs.entries()) {
    for (let index = 0; index < values.length; index++) {
      const moved = (by: number) =>
        evaluate(
          inputs.map((input, other) => nudged(input.values, other === which ? index : -1, by)),
        )
      const numeric = (moved(step) - moved(-step)) / (2 * step)
      const analytic = gradients[which]![index]!
      const limit = tolerance * Math.max(1, Math.abs(numeric))
      assert.ok(
        Math.abs(analytic - numeric) <= limit,
        `input ${which}, element ${index}: gradient ${analytic}, by differences ${numeric}`,
      )
    }
  }
}

function nudged(values: Float32Array, index: number, by: number): Float32Array {
  const copy = values.slice()
  if (index >= 0) copy[index]! += by
  return copy
}

function weighting(index: number): number {
  return 1 + 0.7 * Math.sin(index + 1)
}
