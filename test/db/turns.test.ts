import assert from 'node:assert/strict'
import test from 'node:test'
import { createTurns } from '../../src/db/turns.ts'

/** Work that goes on until it is told to end. */
function held() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { work: () => ended, end: () => end() }
}

test('of those who want the same, one works at a time, in the order in which they came', async () => {
  const turns = createTurns({ atOnce: 10, waitMs: 60_000 })
  const first = held()
  const order: number[] = []
  const all = [
    turns.take('study', async () => {
      await first.work()
      order.push(0)
    }),
    turns.take('study', async () => void order.push(1)),
    turns.take('study', async () => void order.push(2)),
  ]
  await turns.take('another', async () => void order.push(3))
  first.end()
  await Promise.all(all)
  assert.deepEqual(order, [3, 0, 1, 2])
})

test('work goes on for so many at once, also where one of them throws', async () => {
  const turns = createTurns({ atOnce: 2, waitMs: 60_000 })
  let [now, most] = [0, 0]
  const work = async () => {
    most = Math.max(most, ++now)
    await new Promise(setImmediate)
    now -= 1
    throw new Error('no')
  }
  const keys = ['a', 'b', 'c', 'd', 'a', 'e']
  const settled = await Promise.allSettled(keys.map((key) => turns.take(key, work)))
  assert.ok(settled.every(({ status }) => status === 'rejected'))
  assert.equal(most, 2)
})

test('waiting ends, and the turn that was waited for goes to the next', async () => {
  const turns = createTurns({ atOnce: 1, waitMs: 20 })
  const first = held()
  const holding = turns.take('study', first.work)
  await assert.rejects(
    turns.take('study', async () => {}),
    { name: 'TurnTimeout', code: '55P03' },
  )
  first.end()
  await holding
  assert.equal(await turns.take('study', async () => 'mine'), 'mine')
})
