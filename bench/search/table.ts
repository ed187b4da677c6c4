/** The tables of a run: rates of all contenders with ratios of those that are alike, and the trainers' memory. */
import { markdownTable, median, shown } from '../statistics.ts'
import type { Contender } from './contenders.ts'
import { larger } from './memory.ts'
import type { Measured, OwnMeasured } from './ours.ts'
import type { PeerMeasured } from './peer.ts'
import type { Workload } from './workloads.ts'

export type Measurement = Measured &
  Partial<Pick<OwnMeasured, 'memory'>> &
  Partial<Pick<PeerMeasured, 'versions'>>

/** A contender's rounds on a search. */
export interface Side {
  contender: Contender
  runs: Measurement[]
}

export interface Compared {
  workload: Workload
  sides: Side[]
}

/** Trials per second relative to Optuna and PyTorch: the minimum, and the goal. */
const targets: Record<string, [number, number]> = {
  'mlp-100': [6, 10],
  'mlp-10': [15, 25],
  'architectures-100': [2.8, 4],
  'architectures-10': [4.5, 8],
  'conv-10': [1.6, 2.5],
}

export function tablesOf(measured: readonly Compared[]): string {
  const memory = measured.flatMap(memoryRow)
  const parts = [
    versionsOf(measured),
    markdownTable(header, measured.flatMap(rowsOf)),
    targetsOf(measured),
    memory.length > 0 && markdownTable(memoryHeader, memory),
  ]
  return parts.filter(Boolean).join('\n\n')
}

const header = [
  'search',
  'contender',
  'trains',
  'trials',
  'trials/s',
  's per 100 trials',
  'Sweepd against it',
  'alike: Sweepd one at a time or side by side against it',
  'best value',
]

/** "Alike" compares what trains one at a time with Sweepd doing so, and side by side with Sweepd where it does so. */
function rowsOf({ workload, sides }: Compared): string[][] {
  const rateBy = (trains: Contender['trains']) =>
    sides.find(({ contender }) => isOurs(contender) && contender.trains === trains)
  const [chosen, alone] = [rateBy('its choice'), rateBy('one at a time')]
  return sides.map(({ contender, runs }) => {
    const rate = rateOf(runs)
    const against = (own: Side | undefined) =>
      own && !isOurs(contender) ? `${shown(rateOf(own.runs) / rate)}×` : '–'
    const trials = runs[0]!.trials
    return [
      `${workload.name}: ${workload.about}`,
      contender.name,
      contender.trains,
      String(trials),
      shown(rate),
      shown(100 / rate),
      against(chosen),
      against(contender.trains === 'side by side' ? chosen : alone),
      trials === workload.trials ? shown(median(runs.map(({ best }) => best))) : '–',
    ]
  })
}

/** Whether Sweepd in its usual way reaches what is asked of it against Optuna and PyTorch. */
function targetsOf(measured: readonly Compared[]): string {
  return measured
    .flatMap(({ workload, sides }) => {
      const own = sides.find(({ contender }) => contender.trains === 'its choice')
      const peer = sides.find(({ contender }) => contender.kind === 'optuna-torch')
      if (!own || !peer) return []
      const [least, aim] = targets[workload.name]!
      const ratio = rateOf(own.runs) / rateOf(peer.runs)
      const verdict = ratio >= aim ? 'aim met' : ratio >= least ? 'met' : 'missed'
      return `${workload.name} against Optuna + PyTorch: ${shown(ratio)}×, asked for ${least}×, aim ${aim}×: ${verdict}.`
    })
    .join('\n')
}

const memoryHeader = [
  'largest trainer, MB',
  'resident (RSS)',
  'shared pages divided (PSS)',
  'of that, of no file',
]

function memoryRow({ workload, sides }: Compared): string[][] {
  const all = sides.flatMap(({ runs }) => runs.flatMap(({ memory }) => memory ?? []))
  if (all.length === 0) return []
  const { resident, proportional, own } = all.reduce(larger)
  return [[workload.name, ...[resident, proportional, own].map((mb) => mb.toFixed(0))]]
}

function versionsOf(measured: readonly Compared[]): string {
  const runs = measured.flatMap(({ sides }) => sides.flatMap((side) => side.runs))
  const versions = Object.assign({}, ...runs.map((run) => run.versions))
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}

function isOurs({ kind }: Contender): boolean {
  return kind === 'sweepd'
}

function rateOf(runs: readonly Measured[]): number {
  return median(runs.map(({ trials, seconds }) => trials / seconds))
}
