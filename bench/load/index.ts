/**
 * Measures the API under load, with a study of 100,000 trials and 1,000 other studies: the latency of reads, and the
 * rate of reported results while hundreds of clients watch. The API, PostgreSQL and the load share this machine.
 * Options: --trials N --studies N --seconds N --watchers N --results N --only WORD.
 */
import { parseArgs } from 'node:util'
import { madeStudy } from '../analysis/made-study.ts'
import { withOwnApi } from '../own-api.ts'
import { saveResult } from '../results.ts'
import { markdownTable, shown } from '../statistics.ts'
import { measureRead, type Read } from './reads.ts'
import { measureWatched } from './watchers.ts'

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
  await withOwnApi(async ({ url, post, sql }) => {
    const { id } = await madeStudy(post, sql, {
      trials: Number(values.trials),
      objectives: 1,
    })
    for (let made = 1; made < Number(values.studies); made++) {
      await madeStudy(post, sql, { trials: 3, objectives: 1 })
    }
    await sql.query('VACUUM ANALYZE trial, epoch_metric, study')
    const rows: string[][] = []
    const data: unknown[] = []
    const reads = await readsOf(url, id, Number(values.studies))
    for (const read of reads.filter(({ name }) => name.includes(values.only))) {
      await measureRead(url, read, 2) // the first requests compile the code
      const result = await measureRead(url, read, Number(values.seconds))
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
    const watched = await measureWatched(url, {
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
  })
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
