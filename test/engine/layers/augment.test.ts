import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FittedInputs } from '../../../src/data/prepare/fitted.ts'
import { shapeKey } from '../../../src/engine/group/shape-key.ts'
import { augment } from '../../../src/engine/layers/augment.ts'
import {
  readHyperparameters,
  standardizedValues,
} from '../../../src/engine/network/hyperparameters.ts'
import { checked } from '../../../src/engine/spec.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { images } from '../test-data.ts'
import { trainsAlike } from '../trains-alike.ts'

refuseLeaks()

const image = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
]

/** One image, where every draw is `u`. */
function run(given: object, u: number, training = true): number[][] {
  const options = augment.options.parse(given)
  return tidy(tf, () => {
    const { y } = augment.apply(tf, {
      context: { outputs: 1, categorical: [] },
      x: tf.tensor(image.flat(), [1, 1, 3, 3, 1]),
      weights: {},
      options,
      hyperparameters: Object.fromEntries(
        augment.hyperparameters
          .filter((name) => typeof options[name] === 'number')
          .map((name) => [name, tf.tensor1d([options[name] as number])]),
      ),
      training,
      mask: tf.ones([1, 1]),
      noise: (shape) => tf.fill([1, ...shape], u),
    })
    const values = Array.from(y.dataSync(), (value) => Math.round(value * 1e4) / 1e4)
    return [values.slice(0, 3), values.slice(3, 6), values.slice(6)]
  })
}

test('mirrors half of the images', () => {
  assert.deepEqual(run({ flip: 'horizontal' }, 0.7), [
    [3, 2, 1],
    [6, 5, 4],
    [9, 8, 7],
  ])
  assert.deepEqual(run({ flip: 'vertical' }, 0.7), [
    [7, 8, 9],
    [4, 5, 6],
    [1, 2, 3],
  ])
  assert.deepEqual(run({ flip: 'both' }, 0.3), image)
})

test('turns about the centre', () => {
  // the largest draw is the whole angle
  const turned = run({ rotation: 90 }, 1)
  assert.equal(turned[1]![1], 5)
  assert.deepEqual(turned.flat().toSorted(), [1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.deepEqual(
    [turned[0], turned[2]].map((row) => row!.join()).sort(),
    [
      [3, 6, 9],
      [1, 4, 7],
    ]
      .map((row) => row.join())
      .sort(),
  )
})

test('moves by a share of the image, zeros come in', () => {
  assert.deepEqual(run({ shift: 1 / 3 }, 1), [
    [5, 6, 0],
    [8, 9, 0],
    [0, 0, 0],
  ])
})

test('fills what comes in with the nearest pixel, the background, or a number', () => {
  assert.deepEqual(run({ shift: 1 / 3, fill: 'edge' }, 1), [
    [5, 6, 6],
    [8, 9, 9],
    [8, 9, 9],
  ])
  // the border is 1 2 3 4 6 7 8 9: of the middle two, the lower one
  assert.deepEqual(run({ shift: 1 / 3, fill: 'background' }, 1), [
    [5, 6, 4],
    [8, 9, 4],
    [4, 4, 4],
  ])
  assert.deepEqual(run({ shift: 1 / 3, fill: -2 }, 1), [
    [5, 6, -2],
    [8, 9, -2],
    [-2, -2, -2],
  ])
})

test('a number to fill in is in the unit of the data, in each fold', () => {
  const spec = checked({
    layers: [
      { type: 'augment', shift: 0.1, fill: 5 },
      { type: 'residual', layers: [{ type: 'activation', activation: 'relu' }] },
      { type: 'augment', fill: 'edge' },
      { type: 'flatten' },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: { type: 'sgd', learningRate: 0.1 },
    batchSize: 8,
    epochs: 1,
  })
  const inputs: FittedInputs = {
    type: 'tensor',
    shape: [6, 5, 1],
    resize: null,
    mean: 3,
    deviation: 4,
  }
  const { layers } = standardizedValues(spec, readHyperparameters(spec), inputs)
  assert.deepEqual(layers[0], { shift: 0.1, rotation: 0, scale: 0, shear: 0, fill: 0.5 })
  assert.equal(layers.at(-3)!.fill, undefined)
})

test('fills of another kind are another shape, and numbers are one', () => {
  const key = (fill: unknown) =>
    shapeKey(
      checked({
        layers: [{ type: 'augment', shift: 0.1, fill }, { type: 'flatten' }],
        loss: 'crossEntropy',
        optimizer: { type: 'sgd', learningRate: 0.1 },
        batchSize: 8,
        epochs: 1,
      }),
    )
  const keys = ['edge', 'background', 1, undefined].map(key)
  assert.equal(new Set(keys).size, 4)
  assert.equal(key(2), key(1))
})

for (const fill of ['edge', 'background', 0.4]) {
  trainsAlike(
    `augment with fill ${fill}`,
    augmented({ shift: 0.3, rotation: 20, fill }),
    images(64, 30),
  )
}

/** Two trials that differ in the shift. */
function augmented(options: { shift: number; [option: string]: unknown }): object[] {
  return [1, 2].map((part) => ({
    layers: [
      { type: 'augment', ...options, shift: options.shift / part },
      { type: 'conv2d', filters: 3, kernelSize: 3, activation: 'tanh' },
      { type: 'flatten' },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: 0.01 },
    batchSize: 10,
    epochs: 4,
  }))
}

test('leaves images as they are outside training, and where nothing is asked for', () => {
  assert.deepEqual(run({ rotation: 90, shift: 0.5 }, 1, false), image)
  assert.deepEqual(run({}, 1), image)
})
