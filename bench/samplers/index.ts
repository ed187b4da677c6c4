/**
 * Compares the quality of our samplers with Optuna's on the same functions. Options:
 *
 *     --functions a,b     names, or one half: `tuning` or `reporting`; default: all
 *     --samplers a,b      names from contests.ts; default: all
 *     --seeds N           seeds of each search; default 11
 *     --first N           the first seed; default 1
 *     --budget N          maximum number of trials; default: the contest's
 *     --ours              runs no peer except random search; compares with cached results of the others
 *     --no-parallel       skips the searches that run 8 trials in parallel
 *     --no-timing         skips the times of suggestions
 *     --peers N           number of peer processes; default 1
 *
 * Runs are kept in the cache folder, so that a comparison can be made in parts; the last part prints everything.
 */
import { parseArgs } from 'node:util'
import { parseSpace } from '../../src/search/space/parse/parse-space.ts'
import { saveResult } from '../results.ts'
import { ensureVenv } from '../venv.ts'
import { type Cache, openCache } from './cache.ts'
import { chooser, chooserTable } from './chooser.ts'
import { contests } from './contests.ts'
import { testFunctions } from './functions/index.ts'
import type { TestFunction } from './functions/test-function.ts'
import { runOurs } from './ours.ts'
import { type Peer, startPeer } from './peer.ts'
import type { Job, Run } from './run.ts'
import { type Entry, standingsOf } from './standings.ts'
import { parallelTrials, tablesOf, timingTable } from './tables.ts'
import { timings } from './timing.ts'
import { versionOf } from './version.ts'

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      functions: { type: 'string' },
      samplers: { type: 'string' },
      seeds: { type: 'string', default: '11' },
      first: { type: 'string', default: '1' },
      budget: { type: 'string' },
      ours: { type: 'boolean', default: false },
      'no-parallel': { type: 'boolean', default: false },
      'no-timing': { type: 'boolean', default: false },
      peers: { type: 'string', default: '1' },
    },
  })
  const wanted = values.functions?.split(',')
  const functions = await testFunctions(
    ({ name, half }) => wanted === undefined || wanted.includes(name) || wanted.includes(half),
  )
  const chosen = contests.filter(({ ours }) => values.samplers?.split(',').includes(ours) ?? true)
  const searches = chosen.flatMap((contest) =>
    functions.filter(contest.takes).flatMap((testFunction) => {
      const budget = Math.min(contest.budget, Number(values.budget ?? contest.budget))
      const one = { testFunction, budget, parallel: 1 }
      const parallel = { ...one, parallel: parallelTrials }
      const peer = { side: 'peer', sampler: contest.peer } as const
      const ours = { side: 'ours', sampler: contest.ours } as const
      return [
        { ...peer, ...one },
        { ...ours, ...one },
        ...(values['no-parallel'] ? [] : [{ ...ours, ...parallel }]),
      ]
    }),
  )
  const isChooser = values.samplers?.split(',').includes(chooser.ours) ?? true
  const chosenFor = functions.map((testFunction) => ({
    side: 'ours' as const,
    sampler: chooser.ours,
    testFunction,
    budget: Math.min(chooser.budget, Number(values.budget ?? chooser.budget)),
    parallel: 1,
  }))
  const random = functions.map((testFunction) => ({
    side: 'peer' as const,
    sampler: 'random',
    testFunction,
    budget: 200,
    parallel: 1,
  }))
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => Number(values.first) + i)
  const python = ensureVenv()
  const all = [...random, ...searches, ...(isChooser ? chosenFor : [])]
  const entries = await runAll(all, seeds, {
    peers: Array.from({ length: Number(values.peers) }, () => startPeer(python)),
    isRun: ({ side, sampler }) => !values.ours || side === 'ours' || sampler === 'random',
  })
  const standings = standingsOf(entries)
  const tables = [tablesOf(standings, functions, (contest) => chosen.includes(contest))]
  if (isChooser) tables.unshift(chooserTable(standings, functions))
  if (!values['no-timing']) {
    tables.unshift(
      timingTable(
        await timings(
          python,
          chosen.map(({ ours }) => ours),
        ),
      ),
    )
  }
  saveResult('samplers', args, tables.join('\n\n'), {
    units: Object.fromEntries(standings.units),
    runs: entries.map(({ testFunction, ...entry }) => ({ function: testFunction.name, ...entry })),
  })
}

interface Search {
  side: Entry['side']
  sampler: string
  testFunction: TestFunction
  budget: number
  parallel: number
}

/** Runs the peers' searches at the same time as ours; cached searches are not run again. */
async function runAll(
  searches: readonly Search[],
  seeds: readonly number[],
  { peers, isRun }: { peers: readonly Peer[]; isRun(search: Search): boolean },
): Promise<Entry[]> {
  const caches = {
    ours: openCache<Run>(versionOf('ours')),
    peer: openCache<Run>(versionOf('peer')),
  }
  const todo = searches.filter(isRun).flatMap((search) => {
    const missing = seeds.filter(
      (seed) => (caches[search.side].get(keyOf(search, seed))?.budget ?? 0) < search.budget,
    )
    return missing.map((seed) => ({ search, seed }))
  })
  let left = todo.length
  const take = async (side: Entry['side'], runJob: (job: Job) => Promise<Run>) => {
    for (;;) {
      const at = todo.findIndex(({ search }) => search.side === side)
      const [next] = at < 0 ? [] : todo.splice(at, 1)
      if (next === undefined) return
      const { search, seed } = next
      const done = await runJob({ ...search, space: spaceOf(search.testFunction), seed })
      caches[side].put(keyOf(search, seed), done)
      left -= 1
      if (left % 100 === 0) process.stderr.write(`bench: ${left} searches left\n`)
    }
  }
  try {
    await Promise.all([take('ours', runOurs), ...peers.map((peer) => take('peer', peer.run))])
  } finally {
    for (const peer of peers) peer.stop()
  }
  return searches.map((search) => ({ ...search, runs: runsOf(search, seeds, caches[search.side]) }))
}

function keyOf({ sampler, testFunction, parallel }: Search, seed: number): string {
  return [sampler, testFunction.name, seed, parallel].join(' ')
}

function runsOf(search: Search, seeds: readonly number[], cache: Cache<Run>): Run[] {
  return seeds.flatMap((seed) => cache.get(keyOf(search, seed)) ?? [])
}

function spaceOf({ name, space }: TestFunction) {
  const parsed = parseSpace(space)
  if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.faults)}`)
  return parsed.space
}
