/** Trains one trial: a group of one lane, with its data and graph for itself. */
import type { PreparedData } from '../../src/data/prepare/prepare.ts'
import { type DeviceData, uploadData } from '../../src/engine/device-data.ts'
import { createEpochOrders } from '../../src/engine/epochs/epoch-orders.ts'
import { createGraphCache } from '../../src/engine/epochs/graph-cache.ts'
import type { Execution } from '../../src/engine/execution.ts'
import type { Decision, EpochReport, LaneResult } from '../../src/engine/group/lane.ts'
import type { ObjectiveSpec } from '../../src/engine/group/objective.ts'
import { trainGroup } from '../../src/engine/group/train-group.ts'
import { checked } from '../../src/engine/spec.ts'
import type { Tf } from '../../src/engine/tensorflow.ts'

export interface TrainOptions {
  tf: Tf
  spec: unknown // a trial specification
  data: PreparedData | DeviceData // the caller disposes device data
  seed: number // of the trial: first weights, noise
  orderSeed: number // of the study: the order of samples
  objective: ObjectiveSpec
  resume?: Uint8Array | null // checkpoint to continue from
  execution?: Execution
  isCalibrated?: boolean // default: yes
  callMs?: number
  /** Called after each call with its last epoch; see `GroupOptions.onEpochs`. */
  onEpoch(report: EpochReport, takeCheckpoint: () => Uint8Array): Promise<Decision>
}

/** @throws Error for a specification or an objective that validation should have refused */
export async function trainTrial(options: TrainOptions): Promise<LaneResult> {
  const { tf, seed, resume = null, onEpoch, callMs = 0 } = options
  const spec = checked(options.spec)
  const isOwn = !('dispose' in options.data)
  const data = isOwn
    ? uploadData(tf, [options.data as PreparedData], spec.preprocess)
    : options.data
  const graphs = createGraphCache(4)
  let result: LaneResult | null = null
  try {
    await trainGroup({
      ...options,
      data: data as DeviceData,
      lanes: [{ spec, seed, resume }],
      graphs,
      orders: createEpochOrders(2 ** 20),
      callMs,
      onEpochs: (_lane, reports, takeCheckpoint) => onEpoch(reports.at(-1)!, takeCheckpoint),
      onEnd(_lane, ended) {
        result = ended
      },
    })
    return result!
  } finally {
    graphs.dispose()
    if (isOwn) (data as DeviceData).dispose()
  }
}
