/**
 * Computes normalised regrets: the distance to the optimum, divided by that of Optuna's random search after 200 trials
 * (median over seeds). Regrets below 0.01 count as 0.01, because the search is finished there. Means are geometric,
 * over seeds and functions.
 */
import { median } from '../statistics.ts'
import type { TestFunction } from './functions/test-function.ts'
import type { Run } from './run.ts'

const floor = 0.01
const ceiling = 100 // also if every trial failed

/** Runs of one side with one sampler on one function, one per seed. */
export interface Entry {
  side: 'ours' | 'peer'
  sampler: string
  testFunction: TestFunction
  parallel: number
  runs: readonly Run[]
}

export interface Standings {
  entries: readonly Entry[]
  /** The regret that counts as 1, by name of the function. */
  units: ReadonlyMap<string, number>
}

export function standingsOf(entries: readonly Entry[]): Standings {
  const units = new Map<string, number>()
  for (const { side, sampler, testFunction, runs } of entries) {
    if (side !== 'peer' || sampler !== 'random') continue
    units.set(testFunction.name, median(runs.map(({ regrets }) => regrets[200]!)))
  }
  return { entries, units }
}

export interface Who {
  side: Entry['side']
  sampler: string
  parallel?: number
}

/** Null if the sampler was not run on this function, or for fewer trials. */
export function meanRegret(
  { entries, units }: Standings,
  { side, sampler, parallel = 1 }: Who,
  { testFunction, trials }: { testFunction: TestFunction; trials: number },
): number | null {
  const entry = entries.find(
    (one) =>
      one.side === side &&
      one.sampler === sampler &&
      one.parallel === parallel &&
      one.testFunction.name === testFunction.name,
  )
  const unit = units.get(testFunction.name)
  if (entry === undefined || unit === undefined || entry.runs.length === 0) return null
  if (entry.runs.some(({ budget }) => budget < trials)) return null
  return geometricMean(
    entry.runs.map(({ regrets }) =>
      Math.min(ceiling, Math.max(floor, (regrets[trials] ?? Number.POSITIVE_INFINITY) / unit)),
    ),
  )
}

/** The ratio of two samplers' regrets, as the mean over functions that both have run; null if there are none. */
export function ratioOf(
  standings: Standings,
  [one, other]: readonly [Who, Who],
  { functions, trials }: { functions: readonly TestFunction[]; trials: number },
): { ratio: number; functions: number } | null {
  const ratios = functions.flatMap((testFunction) => {
    const at = { testFunction, trials }
    const own = meanRegret(standings, one, at)
    const theirs = meanRegret(standings, other, at)
    return own === null || theirs === null ? [] : own / theirs
  })
  return ratios.length === 0 ? null : { ratio: geometricMean(ratios), functions: ratios.length }
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}
