/** Defines the comparisons: a sampler, its peer, the functions, and the target ratio of regrets. */
import type { TestFunction } from './functions/test-function.ts'

export interface Contest {
  ours: string
  peer: string // Optuna's sampler
  budget: number // trials of a search
  takes(testFunction: TestFunction): boolean
  target: { atMost: number; at: readonly number[] } | null // limit on the ratio of regrets
}

const hasOneObjective = ({ reference }: TestFunction) => reference === null

/** Optuna's GP takes seconds per suggestion, so it is compared on fewer functions and with fewer trials. */
const gpFunctions = [
  'branin',
  'rosenbrock5',
  'hartmann6',
  'ackley10',
  'integer-steps',
  'log-ridge',
  'choices-and-numbers',
  'noisy-hartmann6',
  'failing-large',
  'digits',
]

export const contests: readonly Contest[] = [
  {
    ours: 'tpe',
    peer: 'tpe',
    budget: 200,
    takes: () => true,
    target: { atMost: 0.8, at: [100, 200] },
  },
  {
    ours: 'gp',
    peer: 'gp',
    budget: 100,
    takes: ({ name }) => gpFunctions.includes(name),
    target: { atMost: 1, at: [50, 100] },
  },
  {
    ours: 'cmaes',
    peer: 'cmaes',
    budget: 200,
    takes: (one) => hasOneObjective(one) && one.name !== 'choices',
    target: { atMost: 1, at: [200] },
  },
  {
    ours: 'nsga2',
    peer: 'nsga2',
    budget: 200,
    takes: (one) => !hasOneObjective(one),
    target: null,
  },
]
