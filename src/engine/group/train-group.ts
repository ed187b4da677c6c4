/**
 * Trains a group: trials of one shape side by side, as lanes of one graph. Each lane gets what it would get alone; one
 * that ends early leaves, and the others go on in a smaller graph.
 */
import { setImmediate } from 'node:timers/promises'
import { classReader } from '../epochs/chosen-classes.ts'
import type { EpochOrders } from '../epochs/epoch-orders.ts'
import { epochsToRun } from '../epochs/epochs-to-run.ts'
import { encodeCheckpoint } from './checkpoint.ts'
import { laneReader } from './group-tensors.ts'
import {
  createLane,
  type Decision,
  type EpochReport,
  type LaneOptions,
  type LaneResult,
  takeEpochs,
} from './lane.ts'
import { modelOf, resultOf } from './lane-end.ts'
import { closeGroup, compact, type GroupSetup, type LiveGroup, openGroup } from './live-group.ts'

export interface GroupOptions extends GroupSetup {
  lanes: readonly LaneOptions[] // of one shape (see `shapeKey`) and at the same epoch
  orderSeed: number // of the study: the order of samples
  orders: EpochOrders
  callMs?: number // epochs are run together for so long; 0: one at a time. Default 150
  decisionSteps?: readonly number[] // epochs after which `onEpochs` is called, however long that takes
  /** Called before each call, which holds the thread: how long it should take, ms; null: it is the first of its kind. */
  onCall?(expectedMs: number | null): Promise<void>
  /**
   * Called with the epochs that a lane has trained since the last time, for all lanes at once. `stop`: end without a model. `release`: end
   * with a checkpoint. Neither, where the lane has ended by itself. `takeCheckpoint` may be called before the returned promise
   * resolves.
   */
  onEpochs(
    lane: number,
    reports: EpochReport[],
    takeCheckpoint: () => Uint8Array,
  ): Promise<Decision>
  /** Called once for each lane; `durationMs` is its share of the group's time. */
  onEnd(lane: number, result: LaneResult, durationMs: number): void
}

/** @throws Error for lanes of different shapes or epochs, for an objective that checks before should have refused */
export async function trainGroup(options: GroupOptions): Promise<void> {
  const group = openGroup(options, options.lanes.map(createLane))
  try {
    while (group.live.length > 0) {
      await trainCall(options, group)
      await setImmediate()
    }
  } finally {
    closeGroup(options.tf, group)
  }
}

/** One call: some epochs of all lanes, then what each lane makes of them. */
async function trainCall(options: GroupOptions, group: LiveGroup): Promise<void> {
  const { data, objective, callMs = 150 } = options
  const { setting, runner, live } = group
  const { epochs: lastEpoch } = live[0]!.spec
  const startedAt = performance.now()
  const msPerEpoch = runner.msPerEpoch()
  const perCall = msPerEpoch ? Math.floor(callMs / msPerEpoch) : 1
  const until = options.decisionSteps?.find((step) => step > group.epochs) ?? lastEpoch
  const count = Math.min(Math.max(1, perCall), until - group.epochs)
  await options.onCall?.(msPerEpoch === null ? null : msPerEpoch * count)
  const trained = await runner.run(epochsToRun(options, group, count))
  if (trained.ms !== null) {
    group.timed.ms += trained.ms
    group.timed.steps += count * setting.batches.count
  }
  const epochsBefore = group.epochs
  group.epochs += count
  group.updates += count * setting.batches.count
  for (const lane of live) lane.durationMs += (performance.now() - startedAt) / live.length

  const reader = laneReader(runner.state, setting.folds)
  const classes = classReader(options.tf, setting, () => runner.state().tracking.best)
  const context = { network: group.network, data, objective, sums: setting.sums }
  const places = setting.lanes / setting.folds
  const call = { sums: trained.sums, lanes: places, count, epochsBefore }
  const told = await Promise.all(
    live.map(async (lane, place) => {
      const { reports, end } = takeEpochs(
        lane,
        context,
        { ...call, at: place },
        {
          bestStep: trained.bestStep[place * setting.folds]!,
          stoppedStep: trained.stoppedStep[place * setting.folds]!,
        },
      )
      const checkpoint = () =>
        encodeCheckpoint(
          reader.checkpoint(place, {
            epoch: group.epochs,
            updates: group.updates,
            best: lane.best,
          }),
        )
      const decision =
        reports.length > 0 ? await options.onEpochs(lane.index, reports, checkpoint) : 'continue'
      return { lane, place, end, decision, checkpoint }
    }),
  )
  const staying: number[] = []
  for (const { lane, place, end, decision, checkpoint } of told) {
    const result = resultOf(
      lane,
      { end, decision, lastStep: group.epochs },
      {
        model: () => modelOf(group.network, data, lane, reader.best(place)),
        classes: () => classes(place),
        checkpoint,
      },
    )
    if (result === null) staying.push(place)
    else options.onEnd(lane.index, result, lane.durationMs)
  }
  compact(options, group, staying)
}
