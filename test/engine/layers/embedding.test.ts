import assert from 'node:assert/strict'
import { test } from 'node:test'
import { embedding } from '../../../src/engine/layers/embedding.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'

refuseLeaks()

test('each level gives its own vector, numeric inputs pass, a level never seen is zero', () => {
  const context = {
    outputs: 1,
    categorical: [
      { offset: 1, width: 2 },
      { offset: 4, width: 3 },
    ],
  }
  const options = embedding.options.parse({ units: 2 })
  assert.deepEqual(embedding.outputShape([7], options, context), { shape: [6] })
  const y = tidy(tf, () => {
    const kernel = tf.tensor3d(
      [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
        [9, 10],
      ].flat(),
      [1, 5, 2],
    )
    const x = tf.tensor3d([0.5, 0, 1, -2, 0, 0, 1, 0.25, 1, 0, 3, 0, 0, 0], [1, 2, 7])
    const { y } = embedding.apply(tf, {
      x,
      weights: { kernel },
      options,
      context,
      hyper: {},
      training: false,
      mask: tf.ones([1, 2]),
      noise: () => {
        throw new Error('draws nothing')
      },
    })
    return Array.from(y.dataSync())
  })
  assert.deepEqual(y, [3, 4, 9, 10, 0.5, -2, 1, 2, 0, 0, 0.25, 3])
})
