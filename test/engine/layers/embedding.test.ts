import assert from 'node:assert/strict'
import { test } from 'node:test'
import { embedding } from '../../../src/engine/layers/embedding.ts'
import { type Tensor, tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { assertGradients, spacedValues } from '../numeric-gradient.ts'

refuseLeaks()

const context = {
  outputs: 1,
  categorical: [
    { offset: 1, width: 2 },
    { offset: 4, width: 3 },
  ],
}
const options = embedding.options.parse({ units: 2 })
const samples = [
  [0.5, 0, 1, -2, 0, 0, 1],
  [0.25, 1, 0, 3, 0, 0, 0],
  [1, 0, 1, 1, 1, 0, 0],
]

/** @param kernel  [lanes, 5, 2] */
function embed(kernel: Tensor, x: Tensor = tf.tensor3d([samples])): Tensor {
  return embedding.apply(tf, {
    x,
    weights: { kernel },
    options,
    context,
    hyperparameters: {},
    training: true,
    mask: tf.ones([1, 3]),
    noise: () => {
      throw new Error('draws nothing')
    },
  }).y
}

test('each level gives its own vector, numeric inputs pass, a level never seen is zero', () => {
  assert.deepEqual(embedding.outputShape([7], options, context), { shape: [6] })
  const y = tidy(tf, () =>
    embed(tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 5, 2])).arraySync(),
  )
  assert.deepEqual(y, [
    [
      [3, 4, 9, 10, 0.5, -2],
      [1, 2, 0, 0, 0.25, 3],
      [3, 4, 5, 6, 1, 1],
    ],
  ])
})

test('each lane looks up its own table, over shared and over own samples', () => {
  tidy(tf, () => {
    const kernel = tf.tensor3d(spacedValues(20, 3), [2, 5, 2])
    const alone = [0, 1].map((lane) => embed(tf.slice(kernel, [lane], [1])).arraySync())
    assert.deepEqual(embed(kernel).arraySync(), alone.flat())
    const own = tf.tensor3d([samples, samples])
    assert.deepEqual(embed(kernel, own).arraySync(), alone.flat())
  })
})

test('has the gradient of its differences', () => {
  assertGradients(([kernel]) => embed(kernel!), [{ values: spacedValues(20, 3), shape: [2, 5, 2] }])
})
