import assert from 'node:assert/strict'
import { test } from 'node:test'
import { globalMaxPool2d } from '../../../src/engine/layers/global-max-pool2d.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'

refuseLeaks()

test('keeps the largest value of each channel', () => {
  const image = [
    [
      [1, -5],
      [3, -2],
    ],
    [
      [2, -9],
      [0, -4],
    ],
  ]
  const values = tidy(tf, () => {
    const { y } = globalMaxPool2d.apply(tf, {
      context: { outputs: 1, categorical: [] },
      x: tf.tensor([[image]]),
      weights: {},
      options: {},
      hyperparameters: {},
      training: true,
      mask: tf.ones([1, 1]),
      noise: () => assert.fail('no noise is needed'),
    })
    return y.arraySync()
  })
  assert.deepEqual(values, [[[3, -2]]])
})
