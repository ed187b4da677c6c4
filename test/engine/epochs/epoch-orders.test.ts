import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createEpochOrders } from '../../../src/engine/epochs/epoch-orders.ts'
import { planBatches } from '../../../src/engine/group/plan.ts'

test('every sample is in one batch of an epoch, whatever the sizes', () => {
  const orders = createEpochOrders(1e6)
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 80 }),
      (rows, batchSize) => {
        const { size, count, lastSize } = planBatches(rows, batchSize)
        const order = orders.get(1, { seed: 5, rows, length: count * size })
        const counted = order.slice(0, order.length - size + lastSize)
        assert.deepEqual(
          counted.toSorted(),
          Int32Array.from({ length: rows }, (_, index) => index),
        )
        assert.ok(size <= batchSize && lastSize >= 1 && lastSize <= size)
      },
    ),
    { seed: 1 },
  )
})

test('each epoch has its own order, the same for every trial of a study', () => {
  const order = (epoch: number, seed = 5) =>
    createEpochOrders(1e6).get(epoch, { seed, rows: 50, length: 56 }).join()
  assert.equal(order(1), order(1))
  assert.notEqual(order(1), order(2))
  assert.notEqual(order(1), order(1, 6))
})

test('an order that was dropped for room is drawn again as it was', () => {
  const orders = createEpochOrders(500)
  const request = { seed: 1, rows: 100, length: 100 }
  const first = Array.from(orders.get(1, request))
  for (let epoch = 2; epoch < 6; epoch++) orders.get(epoch, request)
  assert.deepEqual(Array.from(orders.get(1, request)), first)
})
