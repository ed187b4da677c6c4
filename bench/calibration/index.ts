/**
 * Coverage of predicted intervals on held-out houses, for several draws of these: "search for me" judged by the
 * Gaussian likelihood, and a network made by hand that is trained for long and judged by its mean alone. Options:
 *
 *     --data FILE   Kaggle's train.csv; default: made houses
 *     --seeds N     draws, each a fifth of the rows; default 3
 *     --seconds N   budget of each study; default 60
 */
import { parseArgs } from 'node:util'
import { type OwnService, startOwnService } from '../own-service.ts'
import { loadHouses } from '../reproduce/data/houses.ts'
import type { ProblemData } from '../reproduce/problem.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median } from '../statistics.ts'
import { type Draw, measureDraw, type StudyOf, studies } from './draw.ts'

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      seeds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '60' },
    },
  })
  const service = await startOwnService()
  const draws: Draw[] = []
  let about = ''
  try {
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      const data = await loadHouses(values.data ?? null, seed)
      about = data.about
      draws.push(...(await measureAll(service, data, { seed, seconds: Number(values.seconds) })))
    }
  } finally {
    await service.stop()
  }
  // folders are this machine's own
  const shown = args.map((own) => (own === values.data ? 'train.csv' : own))
  saveResult('calibration', shown, `${about}.\n\n${tableOf(draws)}`, draws)
}

async function measureAll(
  service: OwnService,
  data: ProblemData,
  { seed, seconds }: { seed: number; seconds: number },
): Promise<Draw[]> {
  const draws: Draw[] = []
  for (const study of Object.keys(studies) as StudyOf[]) {
    const draw = await measureDraw(service, data, { study, seed, seconds })
    process.stderr.write(`${JSON.stringify(draw)}\n`)
    draws.push(draw)
  }
  return draws
}

function tableOf(draws: readonly Draw[]): string {
  const rows = (Object.keys(studies) as StudyOf[]).flatMap((study) => {
    const own = draws.filter((draw) => draw.study === study)
    const middle = (of: (draw: Draw) => number) => median(own.map(of))
    const all = {
      ...{ inside: middle((draw) => draw.inside), rmse: middle((draw) => draw.rmse) },
      ...{ rmseOfLn: middle((draw) => draw.rmseOfLn), nll: middle((draw) => draw.nll) },
    }
    return [
      ...own.map((draw) => [study, String(draw.seed), draw.model, ...cells(draw)]),
      [study, '**median**', '', ...cells(all)],
    ]
  })
  const header = ['study', 'draw', 'model', 'inside 90 %', 'rmse', 'rmse of ln', 'nll']
  return markdownTable(header, rows)
}

function cells({ inside, rmse, rmseOfLn, nll }: Omit<Draw, 'study' | 'seed' | 'model'>): string[] {
  return [
    `${(100 * inside).toFixed(1)} %`,
    Math.round(rmse).toLocaleString('en'),
    rmseOfLn.toFixed(4),
    nll.toFixed(3),
  ]
}
