import assert from 'node:assert/strict'
import { test } from 'node:test'
import { statelessUniform } from '../../../src/engine/kernels/stateless-uniform.ts'
import { dropout } from '../../../src/engine/layers/dropout.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'

refuseLeaks()

const rows = 200
const columns = 50

function run(training: boolean, seed = 1): Float32Array {
  return tidy(tf, () => {
    const { y } = dropout.apply(tf, {
      context: { outputs: 1, categorical: [] },
      x: tf.ones([1, rows, columns]),
      weights: {},
      options: { rate: 0.3 },
      hyperparameters: { rate: tf.tensor1d([0.3]) },
      training,
      mask: tf.ones([1, rows]),
      noise: (shape) =>
        tf.expandDims(statelessUniform(tf, tf.tensor1d([seed, 9], 'int32'), shape), 0),
    })
    return y.dataSync() as Float32Array
  })
}

test('drops the share `rate` and scales the rest by 1 / (1 − rate)', () => {
  const values = run(true)
  const kept = values.filter((value) => value > 0)
  assert.ok(kept.every((value) => Math.abs(value - 1 / 0.7) < 1e-6))
  // 10,000 draws, deviation 46: five deviations
  assert.ok(Math.abs(kept.length - 7000) < 230, `${kept.length} kept`)
})

test('repeats for the same seed and differs for another', () => {
  assert.deepEqual(run(true), run(true))
  assert.notDeepEqual(run(true), run(true, 2))
})

test('leaves values as they are outside training', () => {
  assert.ok(run(false).every((value) => value === 1))
})
