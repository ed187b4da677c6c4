/**
 * Benchmark of the analyses of a large study through the API, on its own database: latency and size of each response,
 * and the longest turn of the event loop; and what the dashboard reads, see dashboard-reads.ts.
 * Options: --part plots or --part dashboard, --trials N, --rounds N, --objectives 1,2,4, --only WORD (dashboard).
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { buildApp } from '../../src/api/app.ts'
import { watchDisk } from '../../src/api/disk.ts'
import { listen } from '../../src/api/live/notifications.ts'
import { openDb } from '../../src/db/client.ts'
import { startEmbeddedPostgres } from '../../src/db/server/embedded-postgres.ts'
import { migrate } from '../../src/db/server/migrate.ts'
import { createLogger } from '../../src/log.ts'
import type { Queues } from '../../src/queue.ts'
import { createSuggester } from '../../src/study/suggest/suggester.ts'
import { createDatasetReader } from '../../src/upload/dataset-reader.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median, shown } from '../statistics.ts'
import { measureDashboardReads } from './dashboard-reads.ts'
import { longestTurn } from './longest-turn.ts'
import { type MadeSpace, madeStudy } from './made-study.ts'

const plots = (space: MadeSpace) => [
  'importance',
  'importance?method=fanova',
  'pareto',
  'curves?top=10',
  'curves?top=50&points=1000',
  'slice',
  `contour?x=${space.first}&y=${space.second}`,
  `contour?x=${space.first}&y=${space.second}&cells=50`,
  'parallel',
  'parallel?lines=500',
  'edf?points=2000',
]

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      part: { type: 'string' },
      only: { type: 'string' },
      trials: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '5' },
      objectives: { type: 'string', default: '1,2,4' },
    },
  })
  const { part = null, only = null } = values
  const [trials, rounds] = [Number(values.trials), Number(values.rounds)]
  const objectives = values.objectives.split(',').map(Number)
  if (part !== 'dashboard') await measurePlots(args, { trials, rounds, objectives })
  if (part !== 'plots') await measureDashboardReads(args, { trials, rounds, only })
}

async function measurePlots(
  args: string[],
  {
    trials,
    rounds,
    objectives: objectiveCounts,
  }: { trials: number; rounds: number; objectives: number[] },
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-bench-'))
  fs.chmodSync(folder, 0o755)
  const postgres = await startEmbeddedPostgres(folder)
  await migrate(postgres.url, path.resolve('prisma'))
  const db = openDb(postgres.url)
  const log = createLogger('silent', 'bench')
  const notifications = await listen(postgres.url, log)
  const suggester = createSuggester()
  const app = await buildApp(
    {
      db,
      queues: noQueues,
      notifications,
      suggester,
      datasetReader: createDatasetReader(),
      isPrepared: () => true,
      predictor: noPredictor,
      closing: new AbortController().signal,
      disk: watchDisk(null),
    },
    { apiKey: null, log },
  )
  try {
    const rows: string[][] = []
    const data: unknown[] = []
    for (const objectives of objectiveCounts) {
      const { id, space } = await madeStudy(post, db.pool, { trials, objectives })
      await db.pool.query('VACUUM ANALYZE trial, epoch_metric')
      const chosen =
        objectives === 1 ? plots(space) : ['pareto', 'importance?objective=1', 'edf?objective=1']
      for (const plot of chosen) {
        const url = `/v1/studies/${id}/${plot}`
        const first = await measure(url)
        const times = [first.ms]
        let turnMs = 0
        for (let round = 1; round < rounds; round++) {
          // a new version, so that no cached response is used
          await db.pool.query('UPDATE study SET version = version + 1 WHERE id = $1', [id])
          const again = await measure(url)
          times.push(again.ms)
          turnMs = Math.max(turnMs, again.turnMs)
        }
        const kept = await measure(url)
        const known = await measure(url, { 'if-none-match': kept.etag })
        if (known.status !== 304) throw new Error(`${url} did not return 304`)
        rows.push([
          `${objectives} objectives: \`${plot}\``.replace('1 objectives', '1 objective'),
          shown(median(times)),
          shown(Math.max(...times)),
          shown(turnMs),
          shown(kept.ms),
          shown(known.ms),
          shown(kept.bytes / 1_000),
        ])
        data.push({ objectives, plot, times, turnMs, kept, known })
      }
    }
    const header = [
      `${trials.toLocaleString('en')} trials`,
      'median, ms',
      'worst, ms',
      'longest turn, ms',
      'kept, ms',
      '304, ms',
      'kB',
    ]
    saveResult('analysis', args, markdownTable(header, rows), data)
  } finally {
    await app.close()
    await notifications.close()
    await suggester.close()
    await db.close()
    await postgres.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }

  async function post(at: string, body: unknown): Promise<unknown> {
    const answer = await app.inject({ method: 'POST', url: at, payload: body as object })
    if (answer.statusCode !== 201) throw new Error(answer.body)
    return answer.json()
  }

  async function measure(url: string, headers: Record<string, string> = {}) {
    const startedAt = performance.now()
    const { result: answer, turnMs } = await longestTurn(async () =>
      app.inject({ method: 'GET', url, headers }),
    )
    const ms = performance.now() - startedAt
    if (answer.statusCode >= 400) throw new Error(`${url}: ${answer.body}`)
    return {
      status: answer.statusCode,
      etag: String(answer.headers.etag),
      bytes: answer.rawPayload.length,
      ms,
      turnMs,
    }
  }
}

const noQueues: Queues = {
  backend: 'postgres',
  addSearch: async () => {},
  addTrain: async () => {},
  isUp: async () => true,
  consume: () => {
    throw new Error('this benchmark consumes no jobs')
  },
  close: async () => {},
}

const noPredictor = {
  predict: () => Promise.reject(new Error('nothing is predicted here')),
  evaluate: () => Promise.reject(new Error('nothing is predicted here')),
  export: () => Promise.reject(new Error('nothing is exported here')),
  diagnose: () => Promise.reject(new Error('nothing is predicted here')),
  checkFormats: () => Promise.reject(new Error('nothing is exported here')),
  rows: () => Promise.reject(new Error('nothing is read here')),
  close: async () => {},
}
