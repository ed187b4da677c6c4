/**
 * Trains a group: trials of one shape side by side, as lanes of one graph. Each lane gets what it would get alone; one
 * that ends early leaves, and the others go on in a smaller graph.
 */
import { setImmediate } from 'node:timers/promises'
import { encodeCheckpoint } from './checkpoint.ts'
import type { DeviceData } from './device-data.ts'
import type { EpochOrders } from './epoch-orders.ts'
import { epochsToRun, padLanes } from './epochs-to-run.ts'
import { createRunner, defaultExecution, type Execution } from './execution.ts'
import type { GraphCache } from './graph-cache.ts'
import type { GroupRunner } from './group-runner.ts'
import type { GroupSetting } from './group-setting.ts'
import type { GroupState } from './group-state.ts'
import { firstState, groupSetting, keepLanes, laneReader, ownTensors } from './group-tensors.ts'
import {
  createLane,
  type EpochReport,
  type Lane,
  type LaneOptions,
  type LaneResult,
  takeEpochs,
} from './lane.ts'
import { laneSlots } from './lane-count.ts'
import { encodeModel, namedWeights } from './model.ts'
import { buildNetwork, type Network } from './network.ts'
import type { ObjectiveSpec } from './objective.ts'
import { shapeKey } from './shape-key.ts'
import { dispose, type Tf } from './tensorflow.ts'

export interface GroupOptions {
  tf: Tf
  lanes: readonly LaneOptions[] // of one shape (see `shapeKey`) and at the same epoch
  data: DeviceData
  orderSeed: number // of the study: the order of samples
  objective: ObjectiveSpec
  orders: EpochOrders
  graphs: GraphCache
  execution?: Execution // default: compiled where the backend has graphs
  callMs?: number // epochs are run together for so long; 0: one at a time. Default 150
  decisionSteps?: readonly number[] // epochs after which `onEpochs` is called, however long that takes
  /**
   * Called with the epochs that a lane has trained since the last time, for all lanes at once. `stop`: end without a model. `release`: end
   * with a checkpoint, unless the lane has ended by itself. `takeCheckpoint` may be called before the returned promise
   * resolves.
   */
  onEpochs(
    lane: number,
    reports: EpochReport[],
    takeCheckpoint: () => Uint8Array,
  ): Promise<Decision>
  /** Called once for each lane; `durationMs` is its share of the group's time. */
  onEnd(lane: number, result: LaneResult, durationMs: number): void
  /** How long a step of one lane took, where the group was full and trained long enough to say. */
  onRate?(rate: LaneRate): void
}

export interface LaneRate {
  lanes: number
  usPerStep: number // microseconds
}

export type Decision = 'continue' | 'stop' | 'release'

/** @throws Error for lanes of different shapes or epochs, for an objective that checks before should have refused */
export async function trainGroup(options: GroupOptions): Promise<void> {
  const { tf, data } = options
  const lanes = options.lanes.map(createLane)
  checkLanes(lanes)
  const network = buildNetwork(lanes[0]!.spec, data)
  const group: Group = { ...openLanes(options, network, lanes), network }
  try {
    while (group.live.length > 0) {
      await trainCall(options, group)
      await setImmediate()
    }
  } finally {
    closeGroup(tf, group)
  }
}

/** What changes while a group trains. */
interface Group {
  network: Network
  live: Lane[] // lanes that train, at the places 0 … of the state
  setting: GroupSetting
  runner: GroupRunner
  timed: { ms: number; steps: number } // of calls whose time tells something
  epochs: number // that are done
  updates: number
}

function checkLanes(lanes: readonly Lane[]): void {
  const differ = (of: (lane: Lane) => unknown) => new Set(lanes.map(of)).size > 1
  if (differ(({ spec }) => shapeKey(spec))) throw new Error('The lanes of a group have one shape')
  if (differ(({ checkpoint }) => checkpoint?.epoch ?? 0)) {
    throw new Error('The lanes of a group are at the same epoch')
  }
}

function openLanes(options: GroupOptions, network: Network, live: Lane[]) {
  const { tf, data } = options
  const { epoch = 0, updates = 0 } = live[0]!.checkpoint ?? {}
  const state = firstState(tf, network, { trials: padLanes(live), folds: data.folds.length })
  return {
    live,
    ...openRunner(options, network, live, state),
    epochs: epoch,
    updates,
  }
}

function openRunner(options: GroupOptions, network: Network, live: Lane[], state: GroupState) {
  const { tf, data, objective, graphs } = options
  const setting = groupSetting(tf, padLanes(live), { network, data, objective })
  const steps = live[0]!.spec.epochs * setting.batches.count
  const { execution = defaultExecution(tf, steps) } = options
  const runner = createRunner(tf, { setting, state }, { graphs, execution })
  return { setting, runner, timed: { ms: 0, steps: 0 } }
}

/** One call: some epochs of all lanes, then what each lane makes of them. */
async function trainCall(options: GroupOptions, group: Group): Promise<void> {
  const { data, objective, callMs = 150 } = options
  const { setting, runner, live } = group
  const { epochs: lastEpoch } = live[0]!.spec
  const startedAt = performance.now()
  const msPerEpoch = runner.msPerEpoch()
  const perCall = msPerEpoch ? Math.floor(callMs / msPerEpoch) : 1
  const until = options.decisionSteps?.find((step) => step > group.epochs) ?? lastEpoch
  const count = Math.min(Math.max(1, perCall), until - group.epochs)
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
  const context = { network: group.network, data, objective }
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
      { model: () => modelOf(group.network, data, lane, reader.best(place)), checkpoint },
    )
    if (result === null) staying.push(place)
    else options.onEnd(lane.index, result, lane.durationMs)
  }
  compact(options, group, staying)
}

/** Null: the lane goes on. */
function resultOf(
  lane: Lane,
  ended: { end: ReturnType<typeof takeEpochs>['end']; decision: Decision; lastStep: number },
  give: { model: () => Uint8Array; checkpoint: () => Uint8Array },
): LaneResult | null {
  const { end, decision, lastStep } = ended
  if (end?.state === 'diverged') return { state: 'failed', reason: 'diverged', step: end.step }
  if (decision === 'stop') {
    const { step, value } = lane.best
    return step > 0
      ? { state: 'stopped', step, value, lastStep }
      : { state: 'stopped', step: null, value: null, lastStep }
  }
  if (end?.state === 'complete') {
    return { state: 'complete', ...lane.best, lastStep: end.lastStep, model: give.model() }
  }
  return decision === 'release' ? { state: 'released', checkpoint: give.checkpoint() } : null
}

/** Lanes that have ended leave as soon as a smaller graph holds the others. */
function compact(options: GroupOptions, group: Group, staying: readonly number[]): void {
  if (staying.length === group.live.length) return
  reportRate(options, group)
  const { tf, data } = options
  const lanes = staying.map((place) => group.live[place]!)
  if (lanes.length === 0) {
    group.live = []
    return
  }
  const size = laneSlots(lanes.length)
  const places = Array.from({ length: size }, (_, place) => staying[place] ?? staying[0]!)
  const state = keepLanes(tf, group.runner.state(), { places, folds: data.folds.length })
  closeGroup(tf, group)
  Object.assign(group, { live: lanes, ...openRunner(options, group.network, lanes, state) })
}

/** Less says more about the machine's mood than about lanes. */
const leastTimedMs = 50

function reportRate(
  { onRate }: GroupOptions,
  { live, setting, timed: { ms, steps } }: Pick<Group, 'live' | 'setting' | 'timed'>,
): void {
  const { lanes, folds } = setting
  if (live.length * folds < lanes || ms < leastTimedMs) return
  onRate?.({ lanes, usPerStep: (ms * 1000) / steps / lanes })
}

function closeGroup(tf: Tf, { setting, runner }: Group): void {
  runner.dispose()
  dispose(tf, ownTensors(setting))
}

/** The network of the first fold: what predicts must be one network, with the preprocessing it was trained with. */
function modelOf(
  network: Network,
  data: DeviceData,
  { spec }: Lane,
  best: Parameters<typeof namedWeights>[1],
): Uint8Array {
  const { task, inputShape, classes, categorical } = data
  const { target, inputs } = data.folds[0]!
  return encodeModel({
    spec,
    task,
    inputShape,
    classes,
    categorical,
    target,
    inputs,
    weights: namedWeights(network, best),
  })
}
