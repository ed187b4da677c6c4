/**
 * Measures the API under load, with a study of 100,000 trials and 1,000 other studies: the latency of reads, and the
 * rate of reported results while hundreds of clients watch. The API, PostgreSQL and the load share this machine.
 * Options: --trials N --studies N --seconds N --watchers N --results N --only WORD.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openDb } from '../../src/db/client.ts'
import { startEmbeddedPostgres } from '../../src/db/server/embedded-postgres.ts'
import { migrate } from '../../src/db/server/migrate.ts'
import { madeStudy, type Post } from '../analysis/made-study.ts'
import { saveResult } from '../results.ts'
import { markdownTable, shown } from '../statistics.ts'
import { measureRead, type Read } from './reads.ts'
import { measureWatched } from './watchers.ts'

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      trials: { type: 'string', default: '100000' },
      studies: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '10' },
      watchers: { type: 'string', default: '200' },
      results: { type: 'string', default: '500' },
      only: { type: 'string', default: '' },
    },
  })
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-bench-'))
  fs.chmodSync(folder, 0o755)
  const postgres = await startEmbeddedPostgres(path.join(folder, 'postgres'))
  const db = openDb(postgres.url)
  try {
    await migrate(postgres.url, path.resolve('prisma'))
    const api = await startApi(postgres.url)
    try {
      const { id } = await madeStudy(api.post, db.pool, {
        trials: Number(values.trials),
        objectives: 1,
      })
      for (let made = 1; made < Number(values.studies); made++) {
        await madeStudy(api.post, db.pool, { trials: 3, objectives: 1 })
      }
      await db.pool.query('VACUUM ANALYZE trial, epoch_metric, study')
      const rows: string[][] = []
      const data: unknown[] = []
      const reads = await readsOf(api.url, id, Number(values.studies))
      for (const read of reads.filter(({ name }) => name.includes(values.only))) {
        await measureRead(api.url, read, 2) // the first requests compile the code
        const result = await measureRead(api.url, read, Number(values.seconds))
        data.push({ ...read, ...result })
        rows.push([
          read.name,
          String(read.connections),
          shown(result.p50Ms),
          shown(result.p99Ms),
          shown(result.perSecond),
          shown(result.kilobytes),
        ])
        process.stderr.write(`${rows.at(-1)!.join(' | ')}\n`)
      }
      const head = ['read', 'connections', 'p50, ms', 'p99, ms', 'answers/s', 'kB']
      const watchers = Number(values.watchers)
      const watched = await measureWatched(api.url, {
        streams: watchers,
        pollers: watchers,
        clients: 16,
        trials: Number(values.results),
      })
      data.push(watched)
      const sentence =
        `${watchers} event streams and ${watchers} long polls of one study, 16 clients that tell its results: ` +
        `${shown(watched.resultsPerSecond)} results/s; every stream heard of every result.`
      saveResult('load', args, `${markdownTable(head, rows)}\n\n${sentence}`, data)
    } finally {
      await api.stop()
    }
  } finally {
    await db.close()
    await postgres.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function readsOf(url: string, id: string, studies: number): Promise<Read[]> {
  const leaderboard = `/v1/studies/${id}/leaderboard`
  const { headers } = await fetch(url + leaderboard)
  const etag = headers.get('etag') ?? ''
  const page = `/v1/studies/${id}/trials?limit=200&after=50000`
  const list = `/v1/studies?limit=${studies}`
  return [
    { name: 'leaderboard, 500 a second', path: leaderboard, connections: 1, rate: 500 },
    { name: 'leaderboard, 500 a second', path: leaderboard, connections: 32, rate: 500 },
    { name: 'leaderboard, 304, 500 a second', path: leaderboard, connections: 32, rate: 500, etag },
    { name: 'leaderboard', path: leaderboard, connections: 32, rate: null },
    { name: '200 trials', path: page, connections: 1, rate: null },
    { name: '200 trials, 100 a second', path: page, connections: 32, rate: 100 },
    { name: '200 trials', path: page, connections: 32, rate: null },
    { name: `${studies} studies`, path: list, connections: 1, rate: null },
    { name: `${studies} studies`, path: list, connections: 32, rate: null },
  ]
}

/** Starts `sweepd api` in a separate process. */
async function startApi(
  databaseUrl: string,
): Promise<{ url: string; post: Post; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [main, 'api'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      SWEEPD_PORT: '0',
      SWEEPD_LOG_LEVEL: 'warn',
      SWEEPD_API_KEY: '',
      DATABASE_URL: databaseUrl,
      QUEUE_URL: '',
    },
  })
  const exited = once(child, 'exit')
  const [said] = (await Promise.race([once(child.stdout, 'data'), exited])) as [unknown]
  const [url] = String(said).match(/http:\/\/[\w.:]+/) ?? []
  if (url === undefined) throw new Error(`the API did not start: ${said}`)
  return {
    url,
    async post(at, body) {
      const response = await fetch(url + at, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
      if (!response.ok) throw new Error(await response.text())
      return response.json()
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
