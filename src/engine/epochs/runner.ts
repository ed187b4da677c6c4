/** Interface of a runner, which trains a group for some epochs and holds its state as tensors or in graph memory. */

import type { Execution } from '../execution.ts'
import type { GroupState } from '../group/state.ts'

export interface EpochRunner {
  /** As last measured; null before the first measurement. */
  msPerEpoch(): number | null
  /** Most epochs of one run. */
  mostEpochs(): number
  execution(): Execution
  run(epochs: EpochsToRun): Promise<Trained>
  /** Owned by the runner: valid until the next run; the caller does not dispose it. */
  state(): GroupState
  dispose(): void
}

export interface Trained {
  sums: EpochSums
  bestStep: Int32Array // [lanes], as tracking has them
  stoppedStep: Int32Array
  ms: number | null // duration of the call; null for the first run of a graph, which includes its optimization
}

/** Consecutive epochs of all lanes. */
export interface EpochsToRun {
  count: number
  before: { epochs: number; updates: number } // trained before
  order: Int32Array // [count, folds, batches.count · batches.size], rows of all folds' training parts
  hyperparameters: Float32Array // [count · batches.count, numberNames, lanes, 1], the optimizer's
}

export interface EpochSums {
  train: Float32Array // [epochs, lanes, sums], each batch's before its update
  validation: Float32Array // [epochs, lanes, sums], after the epoch
}
