import assert from 'node:assert/strict'
import test from 'node:test'
import { createKeyedMutex } from '../../src/db/keyed-mutex.ts'

/** Work that goes on until it is told to end. */
function held() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { work: () => ended, end: () => end() }
}

test('of those who want the same, one works at a time, in the order in which they came', async () => {
  const turns = createKeyedMutex({ atOnce: 10, waitMs: 60_000 })
  const first = held()
  const order: number[] = []
  const all = [
    turns.runExclusive('study', async () => {
      await first.work()
      order.push(0)
    }),
    turns.runExclusive('study', async () => void order.push(1)),
    turns.runExclusive('study', async () => void order.push(2)),
  ]
  await turns.runExclusive('another', async () => void order.push(3))
  first.end()
  await Promise.all(all)
  assert.deepEqual(order, [3, 0, 1, 2])
})

test('work goes on for so many at once, also where one of them throws', async () => {
  const turns = createKeyedMutex({ atOnce: 2, waitMs: 60_000 })
  let [now, most] = [0, 0]
  const work = async () => {
    most = Math.max(most, ++now)
    await new Promise(setImmediate)
    now -= 1
    throw new Error('no')
  }
  const keys = ['a', 'b', 'c', 'd', 'a', 'e']
  const settled = await Promise.allSettled(keys.map((key) => turns.runExclusive(key, work)))
  assert.ok(settled.every(({ status }) => status === 'rejected'))
  assert.equal(most, 2)
})

test('waiting ends, and the turn that was waited for goes to the next', async () => {
  const turns = createKeyedMutex({ atOnce: 1, waitMs: 20 })
  const first = held()
  const holding = turns.runExclusive('study', first.work)
  await assert.rejects(
    turns.runExclusive('study', async () => {}),
    { name: 'MutexTimeout', code: '55P03' },
  )
  first.end()
  await holding
  assert.equal(await turns.runExclusive('study', async () => 'mine'), 'mine')
})
