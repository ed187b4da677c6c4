import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Told } from '../../src/study/tell.ts'
import { createTeller } from '../../src/worker/teller.ts'

const told = (number: number): Told => ({
  lease: { studyId: 's', number, fencing: 1 },
  end: { state: 'failed', reason: 'diverged', step: 1 },
  durationMs: 1,
  keepModels: 0,
})

test('ends that come while one is written are written together', async () => {
  const batches: number[][] = []
  const teller = createTeller(async (batch) => {
    batches.push(batch.map(({ lease }) => lease.number))
    await new Promise((resolve) => setImmediate(resolve))
  })
  const first = teller.tell(told(0))
  await Promise.resolve()
  const others = [1, 2, 3].map((number) => teller.tell(told(number)))
  await Promise.all([first, ...others])
  assert.deepEqual(batches.flat(), [0, 1, 2, 3])
  assert.ok(batches.length <= 2, JSON.stringify(batches))
})

test('a batch that cannot be written fails those in it alone', async () => {
  let isBroken = true
  const teller = createTeller(async () => {
    if (isBroken) throw new Error('broken')
  })
  await assert.rejects(teller.tell(told(0)), /broken/)
  isBroken = false
  await teller.tell(told(1))
})
