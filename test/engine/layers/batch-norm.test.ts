import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchNorm } from '../../../src/engine/layers/batch-norm.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'

refuseLeaks()

const run = (rows: number[][], mask: number[], shape = [1, rows.length, 2]) =>
  tidy(tf, () => {
    const { y, updates } = batchNorm.apply(tf, {
      context: { outputs: 1, categorical: [] },
      x: tf.tensor(rows.flat(), shape),
      weights: {
        gamma: tf.tensor2d([[2, 1]]),
        beta: tf.tensor2d([[0, 1]]),
        movingMean: tf.tensor2d([[0, 0]]),
        movingVariance: tf.tensor2d([[1, 1]]),
      },
      options: { momentum: 0.9, epsilon: 0.001 },
      hyperparameters: { momentum: tf.tensor1d([0.9]), epsilon: tf.tensor1d([0.001]) },
      training: true,
      mask: tf.tensor2d([mask]),
      noise: () => assert.fail('draws no noise'),
    })
    return [y, updates!.movingMean!, updates!.movingVariance!].map((t) => Array.from(t.dataSync()))
  })

test('rows that only fill up the batch change neither the others nor the running averages', () => {
  const whole = run(
    [
      [1, 5],
      [3, -1],
      [8, 2],
    ],
    [1, 1, 1],
  ) // prettier-ignore
  const filled = run(
    [
      [1, 5],
      [3, -1],
      [8, 2],
      [1000, 77],
    ],
    [1, 1, 1, 0],
  ) // prettier-ignore
  assert.deepEqual(filled[0]!.slice(0, 6), whole[0])
  assert.deepEqual(filled.slice(1), whole.slice(1))
  // mean 4, variance 26/3 of the first column
  assert.ok(Math.abs(whole[1]![0]! - 0.1 * 4) < 1e-6)
  assert.ok(Math.abs(whole[2]![0]! - (0.9 + (0.1 * 26) / 3)) < 1e-6)
  assert.ok(Math.abs(whole[0]![0]! - (2 * (1 - 4)) / Math.sqrt(26 / 3 + 0.001)) < 1e-5)
})

test('a row that is left over has no variance, and leaves the running averages as they are', () => {
  const rows = [
    [7, 5],
    [3, -1],
    [8, 2],
  ]
  for (const [given, mask] of [
    [rows, [1, 0, 0]],
    [rows.slice(0, 1), [1]],
  ] as const) {
    const [y, mean, variance] = run([...given], [...mask])
    assert.deepEqual(
      [mean, variance],
      [
        [0, 0],
        [1, 1],
      ],
    ) // prettier-ignore
    assert.deepEqual(y!.slice(0, 2), [0, 1]) // beta
  }
})

test('an image that is left over has the variance of its pixels', () => {
  const pixels = [
    [1, 5],
    [3, 1],
    [77, 77],
    [-8, 0],
  ]
  const [, mean, variance] = run(pixels, [1, 0], [1, 2, 1, 2, 2])
  assert.ok(Math.abs(mean![0]! - 0.2) < 1e-6 && Math.abs(mean![1]! - 0.3) < 1e-6)
  assert.ok(Math.abs(variance![0]! - 1) < 1e-6 && Math.abs(variance![1]! - (0.9 + 0.4)) < 1e-6)
})
