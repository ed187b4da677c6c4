/**
 * What the dashboard reads of a large study, each read cold (no answer of this version is cached) and cached:
 * milliseconds, bytes, and the CPU time of the API and of PostgreSQL, which other load on the machine changes least.
 */
import { type OwnApi, withOwnApi } from '../own-api.ts'
import { cpuMsOf, serverCpuMs } from '../process-cpu.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median, shown } from '../statistics.ts'
import { seedStudy } from './seeded-study.ts'

const table = (query: Record<string, string> = {}, where: object = {}) =>
  `table?${new URLSearchParams({ limit: '100', count: 'true', where: JSON.stringify(where), ...query })}`

/** By what the page shows. */
const reads: Record<string, string> = {
  'curves of the overview': 'curves',
  'curves, 50 best': 'curves?top=50&points=100',
  importance: 'importance',
  'importance with interactions': 'importance?method=fanova',
  slices: 'slice',
  contour: 'contour?x=learningRate&y=units',
  distribution: 'edf',
  'Pareto front': 'pareto',
  'parallel coordinates': 'parallel',
  coverage: 'coverage?x=learningRate&y=activation',
  'pruning audit': 'pruning',
  timeline: 'timeline',
  leaderboard: 'leaderboard?limit=100',
  'trials by rank': table(),
  'trials by number': table({ sort: '-number' }),
  'trials by duration': table({ sort: '-durationMs' }),
  'trials by steps': table({ sort: '-lastStep' }),
  'trials by start': table({ sort: 'startedAt' }),
  'trials by value': table({ sort: '-value' }),
  'trials by a parameter': table({ sort: '-params.learningRate' }),
  'trials by an option': table({ sort: 'params.activation' }),
  'pruned trials': table({}, { state: ['pruned'] }),
  'trials of a value and more': table({}, { value: { from: 0.5 } }),
  'trials of a brushed axis': table({}, { params: { learningRate: { from: 0.001, to: 0.002 } } }),
  'trials of brushed axes': table(
    {},
    { value: { from: 0.9 }, params: { units: { from: 32, to: 64 }, activation: ['relu'] } },
  ),
  'failed trials of a reason': table({}, { reason: 'not finite' }),
}

interface Cost {
  ms: number
  bytes: number
  apiMs: number // CPU
  databaseMs: number // CPU
}

interface Measured {
  name: string
  cold: Cost[]
  cached: Cost[]
}

/** @param only  part of the names of the reads; null: all */
export async function measureDashboardReads(
  args: string[],
  { trials, rounds, only }: { trials: number; rounds: number; only: string | null },
): Promise<void> {
  const chosen = Object.entries(reads).filter(([name]) => only === null || name.includes(only))
  const all = chosen.map(([name]): Measured => ({ name, cold: [], cached: [] }))
  await withOwnApi(async (api) => {
    const small = await seedStudy(api.post, api.sql, { trials: 1_000 })
    const { id } = await seedStudy(api.post, api.sql, { trials })
    for (const { name } of all) await cost(api, small.id, name) // compiles what is run below
    for (let round = 0; round < rounds; round++) {
      for (const { name, cold, cached } of all) {
        // a change that no cached answer survives
        await api.sql.query(
          'UPDATE study SET version = version + 1, last_event = last_event + 1 WHERE id = $1',
          [id],
        )
        cold.push(await cost(api, id, name))
        cached.push(await cost(api, id, name))
      }
    }
  })
  const header = [
    `${trials.toLocaleString('en')} trials × 30 reports`,
    'cold, ms',
    'worst, ms',
    'cached, ms',
    'kB',
    'CPU of the API, ms',
    'CPU of PostgreSQL, ms',
  ]
  saveResult('analysis', args, markdownTable(header, all.map(shownRow)), all, 'analysis-dashboard')
}

async function cost({ url, pid, sql }: OwnApi, id: string, name: string): Promise<Cost> {
  const [apiBefore, databaseBefore] = [cpuMsOf(pid), await serverCpuMs(sql)]
  const startedAt = performance.now()
  const answer = await fetch(`${url}/v1/studies/${id}/${reads[name]}`)
  const { byteLength: bytes } = await answer.arrayBuffer()
  const ms = performance.now() - startedAt
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`)
  const [apiMs, databaseMs] = [cpuMsOf(pid) - apiBefore, (await serverCpuMs(sql)) - databaseBefore]
  return { ms, bytes, apiMs, databaseMs }
}

function shownRow({ name, cold, cached }: Measured): string[] {
  const of = (costs: Cost[], key: keyof Cost) => {
    const value = median(costs.map((one) => one[key]))
    return Number.isNaN(value) ? '' : shown(value)
  }
  return [
    name,
    of(cold, 'ms'),
    shown(Math.max(...cold.map(({ ms }) => ms))),
    of(cached, 'ms'),
    shown(Math.max(...cold.map(({ bytes }) => bytes)) / 1_000),
    of(cold, 'apiMs'),
    of(cold, 'databaseMs'),
  ]
}
