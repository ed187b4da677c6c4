import assert from 'node:assert/strict'
import { test } from 'node:test'
import { augment } from '../../../src/engine/layers/augment.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'

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
        augment.hyperparameters.map((name) => [name, tf.tensor1d([options[name] as number])]),
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

test('leaves images as they are outside training, and where nothing is asked for', () => {
  assert.deepEqual(run({ rotation: 90, shift: 0.5 }, 1, false), image)
  assert.deepEqual(run({}, 1), image)
})
