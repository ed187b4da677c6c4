import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { batched } from '../../src/study/batched.ts'

test('what comes in one turn, or while a batch is done, is done together, each with its own result', async () => {
  const batches: number[][] = []
  const double = batched(async (items: readonly number[]) => {
    batches.push([...items])
    await delay(20)
    return items.map((item) => 2 * item)
  })
  const first = [1, 2].map(double)
  await delay(5)
  const others = [3, 4, 5].map(double)
  assert.deepEqual(await Promise.all([...first, ...others]), [2, 4, 6, 8, 10])
  assert.deepEqual(batches, [
    [1, 2],
    [3, 4, 5],
  ])
})

test('what breaks one item keeps no other of its batch from being done', async () => {
  const done: number[] = []
  const run = batched(async (items: readonly number[]) => {
    if (items.some((item) => item < 0)) throw new Error(`broken: ${items}`)
    done.push(...items)
    return items
  })
  const settled = await Promise.allSettled([1, -2, 3, -4].map(run))
  assert.deepEqual(
    settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message)),
    [1, 'broken: -2', 3, 'broken: -4'],
  )
  assert.deepEqual(done, [1, 3])
})

test('a batch that fails, fails those in it alone', async () => {
  let isBroken = true
  const run = batched(async (items: readonly number[]) => {
    if (isBroken) throw new Error('broken')
    return items
  })
  await assert.rejects(run(1), /broken/)
  isBroken = false
  assert.equal(await run(2), 2)
})
