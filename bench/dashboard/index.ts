/**
 * Opens the same study in Sweepd's dashboard, optuna-dashboard and MLflow: seconds until the first rows of its table,
 * bytes, heap, frames while scrolling and brushing. Browser, servers and databases share this machine.
 * Options: --trials 1000,10000 --rounds N --limit SECONDS --fill-limit SECONDS --only NAMES ("none": Sweepd alone).
 */
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { seedStudy } from '../analysis/seeded-study.ts'
import { launchChromium } from '../browser.ts'
import { withOwnApi } from '../own-api.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median, shown } from '../statistics.ts'
import { exportStudy, peers, rowsOfSweepd } from './contenders.ts'
import { measurePage, type PageCost } from './page.ts'
import { type Copy, NotServed, type Peer, type Served, servePeer } from './peers/peer.ts'

const reports = 30

const header = [
  'study',
  'dashboard',
  'first rows, s',
  'kB until then',
  'heap, MB',
  'frames/s, scrolling',
  'frames/s, brushing',
]

/** Of the rounds; `error` if the page showed no row, or there was no page. */
type Measured = { trials: number; name: string; costs: PageCost[]; error?: string }

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      trials: { type: 'string', default: '1000,10000,100000' },
      rounds: { type: 'string', default: '3' },
      limit: { type: 'string', default: '120' },
      'fill-limit': { type: 'string', default: '900' },
      only: { type: 'string', default: peers.map(({ name }) => name).join(',') },
    },
  })
  const names = values.only.split(',')
  const wanted = peers.filter(({ name }) => names.includes(name))
  const all: Measured[] = []
  await withOwnApi(async ({ url, post, sql, folder }) => {
    for (const trials of values.trials.split(',').map(Number)) {
      const { id } = await seedStudy(post, sql, { trials, reports })
      const copy = fs.mkdtempSync(path.join(folder, 'copy-'))
      if (wanted.length > 0) await exportStudy(url, id, copy)
      const served = await serveAll(wanted, { folder: copy, trials }, Number(values['fill-limit']))
      try {
        const own: Contender = { name: 'Sweepd', rows: rowsOfSweepd(url, id) }
        const limits = { rounds: Number(values.rounds), limitSeconds: Number(values.limit) }
        all.push(...(await measure(trials, [own, ...served], limits)))
      } finally {
        await Promise.all(served.map(({ stop }) => stop?.()))
      }
    }
  })
  const sentence = `Each study has ${reports} reports a trial. Medians of ${values.rounds} rounds in turns, each in a window with an empty cache.`
  saveResult('dashboard', args, `${sentence}\n\n${markdownTable(header, all.map(shownRow))}`, all)
}

interface Contender extends Partial<Served> {
  name: string
  error?: string // why there are no rows
}

async function serveAll(
  wanted: readonly Peer[],
  copy: Copy,
  fillLimitSeconds: number,
): Promise<Contender[]> {
  const served: Contender[] = []
  for (const peer of wanted) {
    const { name } = peer
    try {
      served.push({ name, ...(await servePeer(peer, copy, fillLimitSeconds)) })
    } catch (error) {
      if (!(error instanceof NotServed)) {
        await Promise.all(served.map(({ stop }) => stop?.()))
        throw error
      }
      served.push({ name, error: error.message })
    }
  }
  return served
}

/** In turns, so that what else the machine does meets all. */
async function measure(
  trials: number,
  contenders: readonly Contender[],
  { rounds, limitSeconds }: { rounds: number; limitSeconds: number },
): Promise<Measured[]> {
  const browser = await launchChromium()
  const all = contenders.map(({ name, error }): Measured => {
    return { trials, name, costs: [], ...(error === undefined ? {} : { error }) }
  })
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [i, one] of all.entries()) {
        if (one.error !== undefined) continue
        try {
          const cost = await measurePage(browser, contenders[i]!.rows!, limitSeconds)
          process.stderr.write(`${trials} trials, ${one.name}: ${JSON.stringify(cost)}\n`)
          one.costs.push(cost)
        } catch (error) {
          one.error = `no row within ${limitSeconds} s`
          process.stderr.write(`${trials} trials, ${one.name}: ${error}\n`)
          // else its server goes on with the page that was given up, and slows what is measured after it
          await contenders[i]!.stop?.()
        }
      }
    }
  } finally {
    await browser.close()
  }
  return all
}

function shownRow({ trials, name, costs, error }: Measured): string[] {
  const first = [trials.toLocaleString('en'), name]
  if (error !== undefined) return [...first, error, '', '', '', '']
  const of = (key: keyof PageCost) => {
    const values = costs.map((cost) => cost[key]).filter((value) => value !== null)
    return values.length === 0 ? '' : shown(median(values))
  }
  return [...first, of('seconds'), of('kilobytes'), of('heapMb'), of('scrollFps'), of('brushFps')]
}
