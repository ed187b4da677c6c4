import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cutout } from '../../../src/engine/layers/cutout.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { images } from '../test-data.ts'
import { trainsAlike } from '../trains-alike.ts'

refuseLeaks()

/** One image of 4 × 4, 1 to 16, where the centre is at this share of height and width. */
function run(given: object, centre: [number, number], training = true): number[][] {
  const options = cutout.options.parse(given)
  const image = Array.from({ length: 16 }, (_, at) => at + 1)
  return tidy(tf, () => {
    const { y } = cutout.apply(tf, {
      context: { outputs: 1, categorical: [] },
      x: tf.tensor(image, [1, 1, 4, 4, 1]),
      weights: {},
      options,
      hyperparameters: {
        size: tf.tensor1d([options.size]),
        ...(typeof options.fill === 'number' && { fill: tf.tensor1d([options.fill]) }),
      },
      training,
      mask: tf.ones([1, 1]),
      noise: () => tf.tensor3d([[centre]]),
    })
    const values = Array.from(y.dataSync())
    return [0, 4, 8, 12].map((at) => values.slice(at, at + 4))
  })
}

test('fills a square about the centre, as far as it is in the image', () => {
  assert.deepEqual(run({ size: 0.5 }, [0.5, 0.5]), [
    [1, 2, 3, 4],
    [5, 0, 0, 8],
    [9, 0, 0, 12],
    [13, 14, 15, 16],
  ])
  assert.deepEqual(run({ size: 0.5, fill: -1 }, [0.99, 0.01]), [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12],
    [-1, 14, 15, 16],
  ])
  // the border is 1 2 3 4 5 8 9 12 13 14 15 16: of the middle two, the lower one
  assert.equal(run({ size: 0.5, fill: 'background' }, [0.5, 0.5])[1]![1], 8)
})

test('leaves images as they are outside training, and with a square of size 0', () => {
  assert.deepEqual(run({ size: 0.5 }, [0.5, 0.5], false), run({ size: 0 }, [0.5, 0.5]))
})

trainsAlike(
  'cutout',
  [0.3, 0.5].map((size) => ({
    layers: [
      { type: 'cutout', size, fill: 'background' },
      { type: 'conv2d', filters: 3, kernelSize: 3, activation: 'tanh' },
      { type: 'flatten' },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: 0.01 },
    batchSize: 10,
    epochs: 4,
  })),
  images(64, 30),
)
