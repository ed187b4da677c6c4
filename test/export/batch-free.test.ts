import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { record } from '../../src/engine/graph/trace.ts'
import type { Tensor, Tf } from '../../src/engine/tensorflow.ts'
import { BatchDependence, exampleSizes, withoutBatch } from '../../src/export/batch-free.ts'
import { backend, refuseLeaks, tf } from '../engine/backend-under-test.ts'

const skip = backend.kind === 'tensorflow' ? false : 'needs native TensorFlow'

function traced(compute: (tf: Tf, x: Tensor) => Tensor) {
  const [one, two] = exampleSizes.map((size) => {
    const x = tf.zeros([size, 4])
    const recording = record(tf, [x], () => [compute(tf, x)], [])
    x.dispose()
    return recording
  })
  return withoutBatch(one!, two!)
}

describe('withoutBatch', { skip }, () => {
  refuseLeaks()

  it('finds the lengths that depend on the batch', () => {
    const { varying, recording } = traced((tf, x) => tf.reshape(x, [x.shape[0]! * 2, 2]))
    assert.deepEqual([...varying.values()], [{ lengths: [{ batches: 2 }, { number: 2 }] }])
    const [id] = recording.outputs
    assert.deepEqual(recording.tensors.get(id!)!.shape, [-1, 2])
  })

  it('repeats constants along the batch', () => {
    const { varying } = traced((tf, x) =>
      tf.mul(x, tf.tile(tf.tensor2d([[1, 2, 3, 4]]), [x.shape[0]!, 1])),
    )
    const [found] = varying.values()
    assert.deepEqual(found, {
      lengths: [{ batches: 1 }, { number: 4 }],
      row: { dtype: 1, shape: [1, 4], values: [1, 2, 3, 4] },
    })
  })

  it('refuses constants that follow the batch in another way', () => {
    const byRow = (tf: Tf, x: Tensor) =>
      tf.mul(x, tf.tensor2d(Array.from({ length: x.shape[0]! }, (_, row) => [row])))
    assert.throws(() => traced(byRow), BatchDependence)
    const squared = (tf: Tf, x: Tensor) => tf.mul(x, tf.scalar(x.shape[0]! ** 2))
    assert.throws(() => traced(squared), BatchDependence)
  })
})
