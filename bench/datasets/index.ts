/**
 * "Search for me" against peers and five hand-written spaces, on eight data sets with the same outer folds. Options:
 * --only a,b --contenders a,b --seconds N --folds N --rounds N (folds that are run, all unless given) --seed N.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startOwnService } from '../own-service.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median, shown } from '../statistics.ts'
import { ensureVenv } from '../venv.ts'
import { type BenchSet, readSet, setNames } from './data.ts'
import { makeFolds, scoreOf } from './folds.ts'
import { runOurs } from './ours.ts'
import { peers, runPeer } from './peer.ts'
import { handWritten } from './spaces.ts'

const ours = 'search for me'
const byHand = 'best by hand' // of the five spaces, on the held-out rows

/** Contender → its scores by fold, lower is better. */
type Scores = Record<string, number[]>

interface Measured {
  set: string
  task: string
  scores: Scores
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: setNames.join(',') },
      contenders: { type: 'string', default: [ours, byHand, ...peers].join(',') },
      seconds: { type: 'string', default: '60' },
      folds: { type: 'string', default: '3' },
      rounds: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  })
  const contenders = values.contenders.split(',')
  const [seconds, folds, seed] = [values.seconds, values.folds, values.seed].map(Number)
  const rounds = Number(values.rounds ?? folds)
  const needsPython = contenders.some((name) => peers.includes(name as never))
  const python = needsPython
    ? ensureVenv(path.resolve('bench', 'datasets', 'requirements.txt'))
    : ''
  const service = await startOwnService()
  const measured: Measured[] = []
  try {
    for (const name of values.only.split(',')) {
      const set = readSet(name)
      const scores: Scores = {}
      for (const [at, fold] of makeFolds(set, folds!, seed!).slice(0, rounds).entries()) {
        for (const contender of contenders) {
          const found = await scoresOf(contender, { set, fold, at })
          for (const [who, score] of Object.entries(found)) {
            scores[who] = [...(scores[who] ?? []), score]
            process.stderr.write(`${name} ${at + 1}/${rounds} ${who}: ${shown(score)}\n`)
          }
        }
      }
      measured.push({ set: name, task: set.task, scores })
      const section = needsPython ? 'results' : 'results, by hand'
      saveResult('results', args, tableOf(measured), measured, section) // a run that is cut off keeps these
    }
  } finally {
    await service.stop()
  }

  async function scoresOf(
    contender: string,
    one: { set: BenchSet; fold: ReturnType<typeof makeFolds>[number]; at: number },
  ): Promise<Scores extends Record<string, unknown> ? Record<string, number> : never> {
    const { set, fold, at } = one
    const task = { set, fold, name: `${set.name}-${at}` }
    const budget = { seconds: seconds! }
    const score = (predicted: readonly unknown[]) => scoreOf(set, fold, predicted)
    if (contender === ours) {
      return { [ours]: score((await runOurs(service, task, { budget, seed })).predicted) }
    }
    if (contender !== byHand) {
      const { predicted } = await runPeer(python, contender, {
        ...{ set, fold },
        ...{ seconds: seconds!, seed: seed! },
      })
      return { [contender]: score(predicted) }
    }
    const found: Record<string, number> = {}
    for (const [name, space] of Object.entries(handWritten(set))) {
      found[name] = score((await runOurs(service, task, { budget, seed, space })).predicted)
    }
    return found
  }
}

function tableOf(measured: readonly Measured[]): string {
  const known = new Set(measured.flatMap(({ scores }) => Object.keys(scores)))
  const shownPeers = [ours, ...peers].filter((name) => known.has(name))
  const hasHand = [...known].some((name) => !shownPeers.includes(name))
  const columns = hasHand ? [...shownPeers, byHand] : shownPeers
  const rows = measured.map(({ set, task, scores }) => {
    const spaces = Object.entries(scores).filter(([name]) => !shownPeers.includes(name))
    const medians: Record<string, number> = Object.fromEntries(
      Object.entries(scores).map(([name, values]) => [name, median(values)]),
    )
    const hand = spaces.map(([name]) => medians[name]!)
    if (hand.length > 0) medians[byHand] = Math.min(...hand)
    return { set, task, medians }
  })
  const wins = (name: string) =>
    rows.filter(({ medians }) => {
      const rivals = shownPeers.flatMap((other) => medians[other] ?? [])
      return medians[name] !== undefined && medians[name] <= Math.min(...rivals)
    }).length
  const cell = (value: number | undefined, task: string) =>
    value === undefined ? '–' : task === 'regression' ? shown(value) : `${shown(100 * value)} %`
  const ends = (text: string) => (hasHand ? [text] : [])
  const rowsOfSets = rows.map(({ set, task, medians }) => [
    `${set}, ${task === 'regression' ? 'rmse' : 'errors'}`,
    ...columns.map((name) => cell(medians[name], task)),
    ...ends(ratio(medians[ours], medians[byHand])),
  ])
  const winsOf = (name: string) => (name === byHand ? '–' : String(wins(name)))
  return markdownTable(
    ['data set', ...columns, ...ends('ours / by hand')],
    shownPeers.length > 1
      ? [...rowsOfSets, ['wins', ...columns.map(winsOf), ...ends('')]]
      : rowsOfSets,
  )
}

function ratio(own: number | undefined, hand: number | undefined): string {
  if (own === undefined || hand === undefined) return '–'
  return hand === 0 ? (own === 0 ? '1' : '–') : `${shown(own / hand)}×`
}
