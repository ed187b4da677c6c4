/** What is done to a running Sweepd. A registry: each fault lasts as long as its promise. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Rng } from '../../src/search/rng.ts'
import type { Supervised } from './processes.ts'
import type { World } from './world.ts'

interface Fault {
  /** How often beside the others. */
  weight: number
  isPossible?(world: World): boolean
  inflict(world: World, rng: Rng): Promise<void>
}

const oneOf = <T>(rng: Rng, list: readonly T[]): T => list[rng.int(list.length)]!
const workerOf = (world: World, rng: Rng): Supervised => oneOf(rng, world.workers)

/** Stopped for longer than a lease, then going on as if nothing had happened. */
async function zombie(pid: number, rng: Rng): Promise<void> {
  if (!signal(pid, 'SIGSTOP')) return
  await delay(3_000 + rng.int(6_000))
  signal(pid, 'SIGCONT')
}

/** False when the process is gone. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return pid > 0 && process.kill(pid, name)
  } catch {
    return false
  }
}

export const faults = {
  'kill a worker': { weight: 6, inflict: (world, rng) => workerOf(world, rng).restart() },
  'kill a trainer': {
    weight: 4,
    async inflict(world, rng) {
      const [pid = -1] = workerOf(world, rng).children()
      signal(pid, 'SIGKILL')
    },
  },
  'kill the API': { weight: 3, inflict: ({ api }) => api.restart() },
  'kill PostgreSQL': { weight: 1, inflict: (world) => world.crashPostgres() },
  'kill Redis': {
    weight: 2,
    isPossible: ({ redis }) => redis !== null,
    inflict: async ({ redis }) => redis?.restart(),
  },
  'stop a worker for a while': {
    weight: 2,
    inflict: (world, rng) => zombie(workerOf(world, rng).pid(), rng),
  },
  'stop a trainer for a while': {
    weight: 2,
    inflict: (world, rng) => zombie(workerOf(world, rng).children()[0] ?? -1, rng),
  },
  'cut a network link': {
    weight: 2,
    inflict: async (world, rng) => oneOf(rng, world.proxies).cut(),
  },
  'lose an answer': {
    weight: 3,
    async inflict(world, rng) {
      const sent = oneOf(rng, world.proxies).dropAnswersTo(
        oneOf(rng, ['COMMIT', 'UPDATE trial', 'INSERT INTO blob', 'epoch_metric']),
      )
      await Promise.race([sent, delay(3_000)])
    },
  },
  'end database sessions': {
    weight: 2,
    inflict: ({ sql }) => everySession(sql, 'pg_terminate_backend'),
  },
  'cancel statements': {
    weight: 2,
    inflict: ({ sql }) => everySession(sql, 'pg_cancel_backend'),
  },
  'fill the disk': {
    weight: 1,
    isPossible: ({ disk }) => disk !== null,
    async inflict(world) {
      world.disk?.fill()
      await delay(3_000)
      world.disk?.free()
      // PostgreSQL itself may have given up
      await world.sql('SELECT 1').catch(() => world.crashPostgres())
    },
  },
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof faults

/** By their weights. */
export function drawFault(world: World, rng: Rng): FaultName {
  const possible = (Object.entries(faults) as [FaultName, Fault][]).filter(
    ([, { isPossible = () => true }]) => isPossible(world),
  )
  let left = rng.int(possible.reduce((sum, [, { weight }]) => sum + weight, 0))
  for (const [name, { weight }] of possible) {
    left -= weight
    if (left < 0) return name
  }
  throw new Error('the weights do not add up')
}

async function everySession(sql: World['sql'], act: string): Promise<void> {
  await sql(
    `SELECT ${act}(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  )
}
