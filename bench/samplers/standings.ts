/**
 * Normalised regret: what is missing to the optimum, as a share of what random search (Optuna's, the median of its
 * seeds) leaves after 200 trials. Below 0.01 differences are not counted: that is where a search is done. Means are
 * geometric, over seeds and over functions.
 */
import { median } from '../statistics.ts'
import type { TestFunction } from './functions/test-function.ts'
import type { Run } from './run.ts'

const floor = 0.01
const ceiling = 100 // also where every trial has failed

/** Runs of one side with one sampler on one function, one a seed. */
export interface Entry {
  side: 'ours' | 'peer'
  sampler: string
  testFunction: TestFunction
  parallel: number
  runs: readonly Run[]
}

export interface Standings {
  entries: readonly Entry[]
  /** By name of a function: the regret that counts as 1. */
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

/** Null: was not run there, or not for so many trials. */
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

/** The mean over functions of one's regret over another's; null: there is no function that has both. */
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
