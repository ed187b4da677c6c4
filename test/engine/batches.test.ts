import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { epochBatches } from '../../src/engine/batches.ts'

test('every sample is in one batch of an epoch, whatever the sizes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 80 }),
      (rows, batchSize) => {
        const { order, size, lastSize } = epochBatches(5, { rows, batchSize, epoch: 1 })
        const counted = order.slice(0, order.length - size + lastSize)
        assert.deepEqual(
          counted.toSorted(),
          Int32Array.from({ length: rows }, (_, index) => index),
        )
        assert.equal(order.length % size, 0)
        assert.ok(size <= batchSize && lastSize >= 1 && lastSize <= size)
      },
    ),
    { seed: 1 },
  )
})

test('each epoch has its own order, the same for every trial of a study', () => {
  const order = (epoch: number, seed = 5) =>
    epochBatches(seed, { rows: 50, batchSize: 8, epoch }).order.join()
  assert.equal(order(1), order(1))
  assert.notEqual(order(1), order(2))
  assert.notEqual(order(1), order(1, 6))
})
