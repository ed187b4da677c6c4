/** Options of training a group. */
import type { Compiler } from '../choose-execution.ts'
import type { DeviceData } from '../device-data.ts'
import type { EpochOrders } from '../epochs/epoch-orders.ts'
import type { GraphCache } from '../epochs/graph-cache.ts'
import type { Execution, LaneRate } from '../execution.ts'
import type { Tf } from '../tensorflow.ts'
import type { Decision, EpochReport, LaneOptions, LaneResult } from './lane.ts'
import type { ObjectiveSpec } from './objective.ts'
import type { KeptEpoch } from './tracking.ts'

export interface GroupOptions {
  tf: Tf
  lanes: readonly LaneOptions[] // of one shape (see `shapeKey`) and at the same epoch
  data: DeviceData
  objective: ObjectiveSpec
  reported?: readonly string[] // metrics to report in addition to the default ones
  kept?: KeptEpoch // default: best
  /** Folds whose networks are the model; `first` for folds that train on ever fewer rows. Default: all. */
  modelFolds?: 'all' | 'first'
  /** Whether models are calibrated by their validation rows; a refit has trained on them. Default: yes. */
  isCalibrated?: boolean
  /** Whether complete lanes give what they predict for their validation rows. Default: no. */
  keepsHeldOut?: boolean
  orderSeed: number // of the study: the order of samples
  orders: EpochOrders
  graphs: GraphCache
  compiler?: Compiler // of trainings that are long enough to be compiled; default: auto
  endsByTime?: boolean // before the last epoch perhaps: XLA is left out, unless `compiler` asks for it. Default: no
  execution?: Execution // default: see `chooseExecution`
  /** Of an ordered study: `rates` are ignored, and it fails where XLA fails, if `compiler` asks for XLA. Default: no. */
  isOrdered?: boolean
  rates?: readonly LaneRate[] // of groups with about the same work on this hardware, see `chooseExecution`
  isResident?: boolean // see `HowToRun`; default: on a GPU
  callMs?: number // target duration of a call with several epochs; 0: one epoch per call. Default 150
  decisionSteps?: readonly number[] // epochs after which `onEpochs` is always called
  /** Called before each call, which blocks the thread; `expectedMs` is null before the first measurement. */
  onCall?(expectedMs: number | null): Promise<void>
  /**
   * Called after each call for all lanes at once, with the epochs that the lane has trained since. `stop` ends the lane
   * without a model, `finish` with the model of its best epoch, `release` with a checkpoint; all are ignored if the lane
   * has ended already.
   * `takeCheckpoint` may be called until the returned promise resolves.
   */
  onEpochs(
    lane: number,
    reports: EpochReport[],
    takeCheckpoint: () => Uint8Array,
  ): Promise<Decision>
  /** Called once for each lane. */
  onEnd(lane: number, result: LaneResult, trained: LaneTraining): void
  /** Called when XLA cannot compile or run a graph, which is executed without it then. */
  onXlaFailure?(reason: string): void
  /** Reports the measured time per step of one lane, if all places were used and training was long enough. */
  onRate?(rate: LaneRate): void
}

export interface LaneTraining {
  durationMs: number // the lane's share of the group's time
  execution: Execution // of its last epochs: a group that becomes smaller may change over
}
