/** Defines a search of either side, and the results kept of it. */
import type { SearchSpace } from '../../src/search/space/space.ts'
import type { TestFunction } from './functions/test-function.ts'
import { type Outcome, regretOf } from './trial-values.ts'

export interface Job {
  sampler: string
  testFunction: TestFunction
  space: SearchSpace // search space of the function
  seed: number
  budget: number
  parallel: number // trials that run in parallel
}

export interface Run {
  budget: number
  regrets: Record<number, number> // by number of trials
  msPerTrial: number // time to suggest a trial
}

export const budgets = [25, 50, 100, 200] as const

export function runOf({ testFunction, budget }: Job, outcomes: Outcome[], ms: number): Run {
  const reached = budgets.filter((count) => count <= budget)
  const regrets = reached.map((count) => [count, regretOf(testFunction, outcomes.slice(0, count))])
  return { budget, regrets: Object.fromEntries(regrets), msPerTrial: ms / budget }
}
