import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gaussianNll } from '../../../src/engine/losses/gaussian-nll.ts'
import type { Tensor } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { isFormula } from './formula.ts'

refuseLeaks()

const leastVariance = 1e-6
const varianceOf = (raw: number) => Math.log1p(Math.exp(raw)) + leastVariance

function likelihood([mean, raw]: number[], target: number): number {
  const variance = varianceOf(raw!)
  return 0.5 * (Math.log(2 * Math.PI * variance) + (mean! - target) ** 2 / variance)
}

isFormula('gaussianNll', likelihood)
isFormula(
  'gaussianNll',
  (outputs, target) => varianceOf(outputs[1]!) ** 0.5 * likelihood(outputs, target),
  { beta: 0.5 },
)

test('beta weighs the gradient of each row, and has none of its own', () => {
  const outputs = [0.4, -1.2, 2, 0.7, -0.5, 2.5] // three rows of a mean and what the variance is made from
  const beta = 0.7
  const plain = gradient(outputs, 0)
  const weighed = gradient(outputs, beta)
  for (const [at, value] of weighed.entries()) {
    const variance = varianceOf(outputs[2 * Math.floor(at / 2) + 1]!)
    const expected = variance ** beta * plain[at]!
    assert.ok(Math.abs(value - expected) < 1e-5, `output ${at}: ${value}, not ${expected}`)
  }
})

test('with a beta of 1 the mean has the gradient of half the squared error', () => {
  const found = gradient([0.4, -1.2], 1)
  assert.ok(Math.abs(found[0]! - (0.4 - target)) < 1e-5, `${found[0]}`)
})

const target = 0.9

function gradient(outputs: readonly number[], beta: number): Float32Array {
  const rows = outputs.length / 2
  return tf.tidy(() => {
    const loss = (given: Tensor) =>
      tf.sum(
        gaussianNll.perSample(tf, {
          outputs: given,
          targets: tf.fill([1, rows], target),
          options: { beta },
          training: true,
          hyperparameters: beta === 0 ? {} : { beta: tf.fill([1], beta) },
        }),
      )
    return tf
      .grad(loss)(tf.tensor([...outputs], [1, rows, 2]))
      .dataSync() as Float32Array
  })
}
