/** Trains a group further, and holds its state: as tensors, or in the memory of a graph. */
import type { EpochSums, EpochsToRun } from './group-setting.ts'
import type { GroupState } from './group-state.ts'

export interface GroupRunner {
  /** As last measured; null: not yet. */
  msPerEpoch(): number | null
  run(epochs: EpochsToRun): Promise<Trained>
  /** The runner's own: valid until it runs again, not to be disposed. */
  state(): GroupState
  dispose(): void
}

export interface Trained {
  sums: EpochSums
  bestStep: Int32Array // [lanes], as tracking has them
  stoppedStep: Int32Array
  ms: number | null // that the call took; null: it was not one of many like it
}
