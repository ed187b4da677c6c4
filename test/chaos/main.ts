/**
 * `npm run test:chaos -- --minutes N --seed S [--backend postgres|redis] [--pause-ms N]`: searches run while their
 * processes are killed, stopped and cut off, in an order drawn from the seed. Half of the time for each queue backend.
 * In the end every study must have ended, and the invariant checker must be silent; else the exit code is 1, and the
 * processes' logs are kept.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { rngFor } from '../../src/search/rng.ts'
import { hasRedis } from '../e2e/service.ts'
import { drawFault, faults } from './faults.ts'
import { assertSound, callerOf, type Search, searches, uploadData } from './workload.ts'
import { createWorld, type World } from './world.ts'

type Backend = 'postgres' | 'redis'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    backend: { type: 'string' },
    'pause-ms': { type: 'string', default: '2500' }, // between faults, on average
  },
})

const startedAt = performance.now()
const say = (text: string) =>
  process.stdout.write(
    `${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(7)} s  ${text}\n`,
  )

const all: Backend[] = hasRedis() ? ['postgres', 'redis'] : ['postgres']
const backends = values.backend === undefined ? all : [values.backend as Backend]
if (!hasRedis()) say('no redis-server here: the queue in PostgreSQL alone')
let inflicted = 0
for (const [part, backend] of backends.entries()) {
  await run(backend, part, (Number(values.minutes) * 60_000) / backends.length)
}
say(`sound after ${inflicted} faults`)

/** @param forMs  of faults; then what is left must come to its end undisturbed */
async function run(backend: Backend, part: number, forMs: number): Promise<void> {
  const world = await createWorld(backend)
  say(`queue on ${backend}${world.disk === null ? '; no small disk can be mounted here' : ''}`)
  try {
    await disturb(world, { part, forMs })
  } catch (error) {
    await world.abandon()
    throw error
  }
  await world.close()
}

async function disturb(
  world: World,
  { part, forMs }: { part: number; forMs: number },
): Promise<void> {
  const rng = rngFor(Number(values.seed), part)
  const call = callerOf(world.url)
  await uploadData(call)
  const until = performance.now() + forMs
  const isOver = () => performance.now() > until

  const working = Promise.all(
    Object.entries(searches).map(async ([name, make]) => {
      const made: Search[] = []
      for (let round = 0; !isOver(); round++) {
        const search = await make(call, round)
        made.push(search)
        await assertSound(call, search)
        say(`${name} ${round} has ended, and is sound`)
      }
      return made
    }),
  )
  // told below: without this the process would end at once
  working.catch(() => {})
  while (!isOver()) {
    await delay(rng.uniform() * 2 * Number(values['pause-ms']))
    const name = drawFault(world, rng)
    say(name)
    // some statements of a fault meet another one
    await faults[name].inflict(world, rng).catch((error) => say(`  ${(error as Error).message}`))
    inflicted += 1
  }
  say('undisturbed from here')
  const made = (await working).flat()
  // also those that had ended before later faults
  for (const search of made) await assertSound(call, search)
  say(`${made.length} studies are sound`)
}
