import { z } from 'zod'
import type { Params } from './space/params.ts'

export const TrialState = z.enum([
  'waiting',
  'running',
  'complete',
  'pruned',
  'failed',
  'cancelled',
])
export type TrialState = z.infer<typeof TrialState>

/** The final states that an algorithm can learn from, including failure. */
export const ResultState = TrialState.extract(['complete', 'failed', 'pruned'])
export type ResultState = z.infer<typeof ResultState>

/** A trial as the search algorithms see it. */
export interface Trial {
  number: number // from 0 within the study; below 0: imported from another study, without reports
  state: TrialState
  params: Params
  values: readonly number[] | null // one per objective; null unless the trial is complete
  reports: ReadonlyMap<number, number> // step (from 1) → reported value, NaN possible
  vectors?: ReadonlyMap<number, readonly number[]> // with several objectives: step → all reported values
  schedule?: { kind: string; settledFrom: number } // of the learning rate; absent: its values are comparable from the start
  auditedFrom?: number // step at which the pruner would have stopped it; it continued to measure the cost of stopping
  violations?: readonly number[] | null // one per outcome constraint, above 0: violated; absent: no constraints
}
