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

/** How a trial ends that has a result to learn from, if only that it failed. */
export const ResultState = TrialState.extract(['complete', 'failed', 'pruned'])
export type ResultState = z.infer<typeof ResultState>

/** What the algorithms see of a trial. */
export interface Trial {
  number: number // from 0 within the study; below 0: taken over from another one, without reports
  state: TrialState
  params: Params
  values: readonly number[] | null // one per objective; null unless the trial is complete
  reports: ReadonlyMap<number, number> // step (from 1) → reported value, NaN possible
  vectors?: ReadonlyMap<number, readonly number[]> // with several objectives: step → all reported values
  auditedFrom?: number // step at which the pruner would have stopped it; it went on to measure what that costs
  violations?: readonly number[] | null // one per outcome constraint, above 0: violated; absent: none
}
