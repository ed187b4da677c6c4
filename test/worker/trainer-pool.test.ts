import assert from 'node:assert/strict'
import { test } from 'node:test'
import pino from 'pino'
import type { Trainer } from '../../src/worker/trainer.ts'
import { startTrainerPool } from '../../src/worker/trainer-pool.ts'

const log = pino({ level: 'silent' })

function fakeTrainer(pid: number): Trainer & { outOfMemory: boolean } {
  let gone = () => {}
  const died = new Promise<void>((resolve) => {
    gone = resolve
  })
  const trainer = {
    backend: { backend: 'none', device: 'cpu', library: '0', advice: null },
    pid,
    died,
    outOfMemory: false,
    train: () => [],
    end() {},
    kill: () => gone(),
    endOutOfMemory() {
      trainer.outOfMemory = true
      gone()
    },
  }
  return trainer
}

test('a trainer that takes too much memory is ended, and another takes its place', async () => {
  const started: ReturnType<typeof fakeTrainer>[] = []
  const pool = await startTrainerPool({
    size: 2,
    async start() {
      const trainer = fakeTrainer(started.length)
      started.push(trainer)
      return trainer
    },
    log,
    limitBytes: 100,
    residentBytes: (pid) => (pid === 1 ? 101 : 100),
  })
  await started[1]!.died
  assert.deepEqual(
    started.slice(0, 2).map(({ outOfMemory }) => outOfMemory),
    [false, true],
  )
  const [first, second] = [await pool.acquire(), await pool.acquire()]
  assert.deepEqual([first.pid, second.pid].sort(), [0, 2])
  await pool.close()
})
