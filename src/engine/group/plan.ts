/** The plan of a group: what its lanes train with, constant while it trains. */
import type { DeviceSplit } from '../device-data.ts'
import type { StepContext } from '../epochs/train-step.ts'
import type { Objective } from './objective.ts'
import type { Judgement, KeptEpoch } from './tracking.ts'

export interface GroupPlan extends StepContext {
  lanes: number // folds of all trials; those of one trial are adjacent
  folds: number // of one trial
  objective: Objective
  judgement: Judgement
  kept: KeptEpoch
  train: DeviceSplit
  validation: DeviceSplit
  batches: BatchPlan
  graphKey: string // equal for plans that can share a graph
}

/** All batches of an epoch have the same size, so that graphs have fixed shapes. */
export interface BatchPlan {
  size: number
  count: number // in an epoch
  lastSize: number // rows in the last batch without padding, 1 ≤ lastSize ≤ size
}

/**
 * The fold that each lane trains on; null for a single fold, whose batches all lanes share.
 */
export function laneFolds({ lanes, folds }: Pick<GroupPlan, 'lanes' | 'folds'>) {
  return folds === 1 ? null : Int32Array.from({ length: lanes }, (_, lane) => lane % folds)
}

/** @param batchSize  reduced to `rows` if the data have fewer rows */
export function planBatches(rows: number, batchSize: number): BatchPlan {
  const size = Math.min(batchSize, rows)
  const count = Math.ceil(rows / size)
  return { size, count, lastSize: rows - (count - 1) * size }
}

/** 1 for the first `counted` rows of a batch, 0 for padding; [1, size]. */
export function maskValues({ size }: BatchPlan, counted: number): Float32Array {
  return Float32Array.from({ length: size }, (_, row) => (row < counted ? 1 : 0))
}
