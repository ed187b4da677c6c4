import assert from 'node:assert/strict'
import { test } from 'node:test'
import { elastic } from '../../../src/engine/layers/elastic.ts'
import { uniforms } from '../../../src/engine/rng.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { images } from '../test-data.ts'
import { trainsAlike } from '../trains-alike.ts'

refuseLeaks()

interface Case {
  pixel: (row: number, column: number) => number
  options: object
  draw: (at: number, axis: number) => number
  rows?: number // of the batch
  training?: boolean
}

/** Images of 8 × 8, [rows · 64] values. */
function run({ pixel, options: given, draw, rows = 1, training = true }: Case): number[] {
  const options = elastic.options.parse(given)
  const image = Array.from({ length: 64 }, (_, at) => pixel(Math.floor(at / 8), at % 8))
  return tidy(tf, () => {
    const { y } = elastic.apply(tf, {
      context: { outputs: 1, categorical: [] },
      x: tf.tensor(Array.from({ length: rows }, () => image).flat(), [1, rows, 8, 8, 1]),
      weights: {},
      options,
      hyperparameters: {
        displacement: tf.tensor1d([options.displacement]),
        smoothness: tf.tensor1d([options.smoothness]),
      },
      training,
      mask: tf.ones([1, rows]),
      noise: (shape) =>
        tf.tensor(
          Array.from({ length: rows * 128 }, (_, at) => draw(at, Math.floor(at / 64) % 2)),
          [1, ...shape],
        ),
    })
    return Array.from(y.dataSync())
  })
}

const seeded = (count: number) => {
  const drawn = uniforms({ seed: 4, purpose: 'noise', stream: 1 }, count)
  return (at: number) => drawn[at]!
}

test('shifts each pixel by the stated standard deviation, at the border too', () => {
  // on a slope of 1 the value tells the place that a pixel was taken from; wide, so that none is cut at the border
  const rows = 400
  const draw = seeded(rows * 128)
  const found = run({ pixel: (_, column) => column, options: { displacement: 0.02 }, draw, rows })
  const shifts = (column: number) =>
    Array.from({ length: rows * 8 }, (_, at) => found[at * 8 + column]! - column)
  const deviation = (values: number[]) =>
    Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
  // 0.02 of 8 pixels; 400 fields of a few independent places each: the error is a few percent
  for (const column of [2, 4]) {
    assert.ok(Math.abs(deviation(shifts(column)) / 0.16 - 1) < 0.1, `column ${column}`)
  }
  // at the border, places outside are the nearest pixel's: half of the shifts are 0
  const outside = shifts(0).filter((shift) => shift === 0).length
  assert.ok(Math.abs(outside / (rows * 8) - 0.5) < 0.1, String(outside))
})

test('shifts neighbours alike, the more so the smoother it is', () => {
  const rows = 50
  const difference = (smoothness: number) => {
    const options = { displacement: 0.02, smoothness }
    const found = run({ pixel: (row) => row, options, draw: seeded(rows * 128), rows })
    let sum = 0
    for (let at = 0; at < rows * 64; at += 64) {
      for (let column = 0; column < 7; column++) {
        sum += Math.abs(found[at + 32 + column]! - found[at + 33 + column]!)
      }
    }
    return sum
  }
  assert.ok(difference(0.3) < difference(0.1) / 2)
})

test('moves down and across by fields of their own', () => {
  // only the second field is not 0
  const draw = (_: number, axis: number) => (axis === 1 ? 1 : 0.5)
  const options = { displacement: 0.02 }
  const rows = run({ pixel: (row) => row, options, draw })
  assert.ok(rows.every((value, at) => Math.abs(value - Math.floor(at / 8)) < 1e-5))
  const columns = run({ pixel: (_, column) => column, options, draw })
  assert.ok(columns.every((value, at) => at % 8 === 7 || value > (at % 8) + 0.1))
})

test('leaves images as they are outside training, and without displacement', () => {
  const pixel = (row: number, column: number) => row * 8 + column
  const image = Array.from({ length: 64 }, (_, at) => at)
  const draw = seeded(128)
  assert.deepEqual(run({ pixel, options: {}, draw, training: false }), image)
  assert.deepEqual(run({ pixel, options: { displacement: 0 }, draw }), image)
})

trainsAlike(
  'elastic',
  [0.02, 0.06].map((displacement) => ({
    layers: [
      { type: 'elastic', displacement, smoothness: 0.1 + displacement },
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
