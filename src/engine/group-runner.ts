/** Runs epochs of a group: compiled, or op by op. */
import type { EpochSums, EpochsToRun } from './group-setting.ts'
import type { GroupState } from './group-state.ts'

export interface GroupRunner {
  /** `state` stays as it is; the caller disposes both it and the state that comes back. */
  run(state: GroupState, epochs: EpochsToRun): Promise<{ state: GroupState; sums: EpochSums }>
}
