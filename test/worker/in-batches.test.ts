import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inBatches } from '../../src/worker/in-batches.ts'

test('what is asked for while a batch is done is done together, each with its own result', async () => {
  const batches: number[][] = []
  const double = inBatches(async (items: readonly number[]) => {
    batches.push([...items])
    await new Promise((resolve) => setImmediate(resolve))
    return items.map((item) => 2 * item)
  })
  const first = double(1)
  await Promise.resolve()
  await Promise.resolve()
  const others = [2, 3, 4].map(double)
  assert.deepEqual(await Promise.all([first, ...others]), [2, 4, 6, 8])
  assert.deepEqual(batches, [[1], [2, 3, 4]])
})

test('a batch that fails, fails those in it alone', async () => {
  let isBroken = true
  const run = inBatches(async (items: readonly number[]) => {
    if (isBroken) throw new Error('broken')
    return items
  })
  await assert.rejects(run(1), /broken/)
  isBroken = false
  assert.equal(await run(2), 2)
})
