/** The plan of a group: what its lanes train with, constant while it trains. */
import type { DeviceSplit } from '../device-data.ts'
import type { StepContext } from '../epochs/train-step.ts'
import type { Objective } from './objective.ts'
import type { Judgement } from './tracking.ts'

export interface GroupPlan extends StepContext {
  lanes: number // folds of all trials: those of one trial stand side by side
  folds: number // of one trial
  objective: Objective
  judgement: Judgement
  train: DeviceSplit
  validation: DeviceSplit
  batches: BatchPlan
  graphKey: string // equal for settings that one graph serves
}

/** All batches of an epoch have one size, so that a graph has fixed shapes. */
export interface BatchPlan {
  size: number
  count: number // of an epoch
  lastSize: number // rows of the last batch that count, 1 ≤ lastSize ≤ size
}

/**
 * The fold that each lane trains on, or null where all share the only one: then a batch is one for all lanes.
 */
export function laneFolds({ lanes, folds }: Pick<GroupPlan, 'lanes' | 'folds'>) {
  return folds === 1 ? null : Int32Array.from({ length: lanes }, (_, lane) => lane % folds)
}

/** @param batchSize  where the data have fewer rows, one batch takes them all */
export function planBatches(rows: number, batchSize: number): BatchPlan {
  const size = Math.min(batchSize, rows)
  const count = Math.ceil(rows / size)
  return { size, count, lastSize: rows - (count - 1) * size }
}

/** 1 for the rows of a batch that count, [1, size]. */
export function maskValues({ size }: BatchPlan, counted: number): Float32Array {
  return Float32Array.from({ length: size }, (_, row) => (row < counted ? 1 : 0))
}
