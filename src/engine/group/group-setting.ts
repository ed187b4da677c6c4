/** What a group of lanes trains with and does not change. */
import type { DataInputs } from '../compile/inputs.ts'
import type { DeviceSplit } from '../device-data.ts'
import type { StepContext } from '../epochs/train-step.ts'
import type { Tensor } from '../tensorflow.ts'
import type { Objective } from './objective.ts'
import type { Judgement } from './tracking.ts'

export interface GroupSetting extends StepContext {
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

/** Some epochs in a row. */
export interface EpochsToRun {
  count: number
  before: { epochs: number; updates: number } // what was trained before
  order: Int32Array // [count, folds, batches.count · batches.size], rows of all folds' training parts
  numbers: Float32Array // [count · batches.count, numberNames, lanes, 1], the optimizer's
}

export interface EpochSums {
  train: Float32Array // [epochs, lanes, sums], each batch's before its update
  validation: Float32Array // [epochs, lanes, sums], after the epoch
}

/**
 * The fold that each lane trains on, or null where all share the only one: then a batch is one for all lanes.
 */
export function foldOfLanes({ lanes, folds }: Pick<GroupSetting, 'lanes' | 'folds'>) {
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

/** The data as a compiled graph takes them. */
export function dataInputs({ train, validation }: GroupSetting): DataInputs<Tensor> {
  return {
    trainX: train.x,
    trainY: train.y,
    trainNumbers: Object.values(train.numbers),
    validationX: validation.x,
    validationY: validation.y,
    validationNumbers: Object.values(validation.numbers),
  }
}

/** Everything of a setting that steps read, in a fixed order, as a compiled graph takes it. */
export function settingInputs(setting: GroupSetting): Tensor[] {
  const { hyper, noiseKeys, classWeights, judgement } = setting
  const { scale, support, minDelta, patience } = judgement
  return [
    noiseKeys,
    ...hyper.layers.flatMap((layer) => Object.values(layer)),
    ...Object.values(hyper.loss),
    ...(classWeights ? [classWeights] : []),
    scale,
    ...(support ? [support] : []),
    minDelta,
    patience,
  ]
}
