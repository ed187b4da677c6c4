/**
 * Opens the same study in Sweepd's dashboard and in optuna-dashboard: seconds until the first rows of its table, bytes,
 * heap, frames while scrolling and brushing. Browser, servers and databases share this machine.
 * Options: --trials 1000,10000 --rounds N --limit SECONDS.
 */
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { seedStudy } from '../analysis/seeded-study.ts'
import { launchChromium } from '../browser.ts'
import { withOwnApi } from '../own-api.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median, shown } from '../statistics.ts'
import { copyToOptuna, rowsOfOptuna, rowsOfSweepd, startOptunaDashboard } from './contenders.ts'
import { measurePage, type PageCost, type Rows } from './page.ts'

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

/** Of the rounds; `error` if the page showed no row. */
type Measured = { trials: number; name: string; costs: PageCost[]; error?: string }

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      trials: { type: 'string', default: '1000,10000,100000' },
      rounds: { type: 'string', default: '3' },
      limit: { type: 'string', default: '120' },
    },
  })
  const all: Measured[] = []
  await withOwnApi(async ({ url, post, sql, folder }) => {
    for (const trials of values.trials.split(',').map(Number)) {
      const { id } = await seedStudy(post, sql, { trials, reports })
      const copy = fs.mkdtempSync(path.join(folder, 'optuna-'))
      const optuna = await startOptunaDashboard(await copyToOptuna(url, id, copy))
      try {
        const pages = {
          Sweepd: rowsOfSweepd(url, id),
          'optuna-dashboard': rowsOfOptuna(optuna.url),
        }
        const limits = { rounds: Number(values.rounds), limitSeconds: Number(values.limit) }
        all.push(...(await measure(trials, pages, limits)))
      } finally {
        await optuna.stop()
      }
    }
  })
  const sentence = `Each study has ${reports} reports a trial. Medians of ${values.rounds} rounds in turns, each in a window with an empty cache.`
  saveResult('dashboard', args, `${sentence}\n\n${markdownTable(header, all.map(shownRow))}`, all)
}

/** In turns, so that what else the machine does meets both. */
async function measure(
  trials: number,
  pages: Record<string, Rows>,
  { rounds, limitSeconds }: { rounds: number; limitSeconds: number },
): Promise<Measured[]> {
  const browser = await launchChromium()
  const all = Object.keys(pages).map((name): Measured => ({ trials, name, costs: [] }))
  try {
    for (let round = 0; round < rounds; round++) {
      for (const one of all) {
        if (one.error !== undefined) continue
        try {
          const cost = await measurePage(browser, pages[one.name]!, limitSeconds)
          process.stderr.write(`${trials} trials, ${one.name}: ${JSON.stringify(cost)}\n`)
          one.costs.push(cost)
        } catch (error) {
          one.error = `no row within ${limitSeconds} s`
          process.stderr.write(`${trials} trials, ${one.name}: ${error}\n`)
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
