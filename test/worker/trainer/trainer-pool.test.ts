import assert from 'node:assert/strict'
import { test } from 'node:test'
import pino from 'pino'
import type { Trainer } from '../../../src/worker/trainer/trainer.ts'
import { startTrainerPool } from '../../../src/worker/trainer/trainer-pool.ts'

const log = pino({ level: 'silent' })

function fakeTrainer(pid: number): Trainer & { endedFor: string | null } {
  let gone = () => {}
  const died = new Promise<void>((resolve) => {
    gone = resolve
  })
  const trainer = {
    backend: { backend: 'none', device: 'cpu', library: '0', advice: null },
    pid,
    died,
    endedFor: null as string | null,
    train: () => [],
    end() {},
    kill: () => gone(),
    endFor(why: string) {
      trainer.endedFor = why
      gone()
    },
    heard: () => null,
  }
  return trainer
}

/** Two trainers that take no memory and never hang, unless `tools` says otherwise. */
async function fakePool(tools: Partial<Parameters<typeof startTrainerPool>[0]>) {
  const places: number[] = []
  const started: ReturnType<typeof fakeTrainer>[] = []
  const pool = await startTrainerPool({
    sizeOf: () => 2,
    async start(place) {
      const trainer = fakeTrainer(started.length)
      places.push(place)
      started.push(trainer)
      return trainer
    },
    log,
    notStarted() {},
    watchdog: { look: () => null },
    limitBytes: () => 100,
    residentBytes: () => 0,
    ...tools,
  })
  return { pool, started, places }
}

test('a trainer that takes too much memory is ended, and another takes its place', async () => {
  const { pool, started } = await fakePool({
    residentBytes: (pid) => (pid === 1 ? 101 : 100),
  })
  await started[1]!.died
  assert.deepEqual(
    started.slice(0, 2).map(({ endedFor }) => endedFor),
    [null, 'out-of-memory'],
  )
  const [first, second] = [await pool.acquire(), await pool.acquire()]
  assert.deepEqual([first!.pid, second!.pid].sort(), [0, 2])
  await pool.close()
})

test('the first trainer’s device decides how many there are, and a new one has the place of the old', async () => {
  const { pool, started, places } = await fakePool({
    sizeOf: ({ device }) => (device === 'cpu' ? 3 : 1),
  })
  assert.equal(pool.size, 3)
  assert.deepEqual(places, [0, 1, 2])
  started[1]!.kill()
  await started[1]!.died
  const all = [await pool.acquire(), await pool.acquire(), await pool.acquire()]
  assert.deepEqual(places, [0, 1, 2, 1])
  assert.deepEqual(all.map((trainer) => pool.placeOf(trainer!)).sort(), [0, 1, 2])
  assert.equal(pool.placeOf(started[1]!), null)
  await pool.close()
})

test('a trainer that hangs is ended, and another takes its place', async () => {
  const { pool, started } = await fakePool({
    watchdog: { look: ({ pid }) => (pid === 0 ? { silentMs: 2, limitMs: 1 } : null) },
  })
  await started[0]!.died
  assert.equal(started[0]!.endedFor, 'hung')
  const [first, second] = [await pool.acquire(), await pool.acquire()]
  assert.deepEqual([first!.pid, second!.pid].sort(), [1, 2])
  await pool.close()
})

test('a trainer that has grown is replaced between groups, after fifty of them', async () => {
  let grownBytes = 0
  const { pool } = await fakePool({
    sizeOf: () => 1,
    limitBytes: () => Number.POSITIVE_INFINITY,
    residentBytes: (pid) => (pid === 0 ? 400e6 + grownBytes : 400e6),
  })
  const trainGroup = async () => {
    const trainer = (await pool.acquire())!
    pool.giveBack(trainer)
    return trainer.pid
  }
  const groups = async (count: number) => {
    const pids = new Set<number>()
    for (let group = 0; group < count; group++) pids.add(await trainGroup())
    return [...pids]
  }
  assert.deepEqual(await groups(1), [0])
  grownBytes = 300e6
  assert.deepEqual(await groups(49), [0], 'too early to be replaced')
  assert.deepEqual(await groups(100), [1], 'the new one has not grown')
  await pool.close()
})
