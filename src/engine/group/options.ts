/** Options of training a group. */
import type { DeviceData } from '../device-data.ts'
import type { EpochOrders } from '../epochs/epoch-orders.ts'
import type { Execution } from '../epochs/execution.ts'
import type { GraphCache } from '../epochs/graph-cache.ts'
import type { Tf } from '../tensorflow.ts'
import type { Decision, EpochReport, LaneOptions, LaneResult } from './lane.ts'
import type { ObjectiveSpec } from './objective.ts'

export interface GroupOptions {
  tf: Tf
  lanes: readonly LaneOptions[] // of one shape (see `shapeKey`) and at the same epoch
  data: DeviceData
  objective: ObjectiveSpec
  reported?: readonly string[] // metrics to report in addition to the default ones
  orderSeed: number // of the study: the order of samples
  orders: EpochOrders
  graphs: GraphCache
  execution?: Execution // default: compiled where the backend has graphs
  callMs?: number // duration to aim for in one call of several epochs; 0: one epoch a call. Default 150
  decisionSteps?: readonly number[] // epochs after which `onEpochs` is called, however long that takes
  /** Called before each call, which blocks the thread: its expected duration in ms; null before the first measurement. */
  onCall?(expectedMs: number | null): Promise<void>
  /**
   * Called after each call, once per lane, with the epochs it has trained since; all lanes at the same time. `stop` ends the
   * lane without a model, `release` with a checkpoint; both are ignored when the lane has ended by itself.
   * `takeCheckpoint` may be called until the returned promise resolves.
   */
  onEpochs(
    lane: number,
    reports: EpochReport[],
    takeCheckpoint: () => Uint8Array,
  ): Promise<Decision>
  /** Called once for each lane; `durationMs` is its share of the group's time. */
  onEnd(lane: number, result: LaneResult, durationMs: number): void
  /** Reports the measured time per step of one lane, where all places were taken and training was long enough to tell. */
  onRate?(rate: LaneRate): void
}

export interface LaneRate {
  lanes: number
  usPerStep: number // microseconds
}
