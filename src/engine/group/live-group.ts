/** A group while it trains: opened with all its lanes, made smaller as they end, closed. */

import type { DeviceData } from '../device-data.ts'
import { padLanes } from '../epochs/epochs-to-run.ts'
import { createRunner, defaultExecution, type Execution } from '../epochs/execution.ts'
import type { GraphCache } from '../epochs/graph-cache.ts'
import { collectedFor } from '../measure/requested.ts'
import { buildNetwork, type Network } from '../network/network.ts'
import { dispose, type Tf } from '../tensorflow.ts'
import { classWeightsOf } from './class-weights.ts'
import type { GroupRunner } from './group-runner.ts'
import type { GroupSetting } from './group-setting.ts'
import type { GroupState } from './group-state.ts'
import { firstState, groupSetting, keepLanes, ownTensors } from './group-tensors.ts'
import type { Lane } from './lane.ts'
import { laneSlots } from './lane-count.ts'
import { type ObjectiveSpec, refuseUnreported, scoring } from './objective.ts'
import { shapeKey } from './shape-key.ts'

/** What a group is trained with. */
export interface GroupSetup {
  tf: Tf
  data: DeviceData
  objective: ObjectiveSpec
  reported?: readonly string[] // metrics to report beside those that are reported anyway
  graphs: GraphCache
  execution?: Execution // default: compiled where the backend has graphs
  /** How long a step of one lane took, where the group was full and trained long enough to say. */
  onRate?(rate: LaneRate): void
}

export interface LaneRate {
  lanes: number
  usPerStep: number // microseconds
}

/** What changes while a group trains. */
export interface LiveGroup {
  network: Network
  live: Lane[] // lanes that train, at the places 0 … of the state
  setting: GroupSetting
  runner: GroupRunner
  timed: { ms: number; steps: number } // of calls whose time tells something
  epochs: number // that are done
  updates: number
}

/** @throws Error for lanes of different shapes or epochs, for an objective that checks before should have refused */
export function openGroup(options: GroupSetup, live: Lane[]): LiveGroup {
  checkLanes(live)
  const { tf, data } = options
  const network = buildNetwork(live[0]!.spec, data)
  checkMeanings(options, network, live)
  const { epoch = 0, updates = 0 } = live[0]!.checkpoint ?? {}
  const state = firstState(tf, network, { trials: padLanes(live), folds: data.folds.length })
  return {
    network,
    live,
    ...openRunner(options, network, live, state),
    epochs: epoch,
    updates,
  }
}

function openRunner(options: GroupSetup, network: Network, live: Lane[], state: GroupState) {
  const { tf, data, objective, reported = [], graphs } = options
  const setting = groupSetting(tf, padLanes(live), { network, data, objective, reported })
  const steps = live[0]!.spec.epochs * setting.batches.count
  const { execution = defaultExecution(tf, steps) } = options
  const runner = createRunner(tf, { setting, state }, { graphs, execution })
  return { setting, runner, timed: { ms: 0, steps: 0 } }
}

/** Lanes that have ended leave as soon as a smaller graph holds the others. */
export function compact(options: GroupSetup, group: LiveGroup, staying: readonly number[]): void {
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

function reportRate(
  { onRate }: GroupSetup,
  { live, setting: { lanes, folds }, timed }: Pick<LiveGroup, 'live' | 'setting' | 'timed'>,
): void {
  const rate = rateOf({ lanes, filled: live.length * folds, ...timed })
  if (rate !== null) onRate?.(rate)
}

/** Less says more about the machine's mood than about lanes. */
const leastTimedMs = 50

/** @param filled  lanes that train; the others of the graph repeat one. Null: it tells nothing */
export function rateOf(of: {
  lanes: number
  filled: number
  ms: number
  steps: number
}): LaneRate | null {
  const { lanes, filled, ms, steps } = of
  if (filled < lanes || ms < leastTimedMs) return null
  return { lanes, usPerStep: (ms * 1000) / steps / lanes }
}

export function closeGroup(tf: Tf, { setting, runner }: LiveGroup): void {
  runner.dispose()
  dispose(tf, ownTensors(setting))
}

function checkLanes(lanes: readonly Lane[]): void {
  const differ = (of: (lane: Lane) => unknown) => new Set(lanes.map(of)).size > 1
  if (differ(({ spec }) => shapeKey(spec))) throw new Error('The lanes of a group have one shape')
  if (differ(({ checkpoint }) => checkpoint?.epoch ?? 0)) {
    throw new Error('The lanes of a group are at the same epoch')
  }
}

/** What means nothing for these data is refused before anything is allocated. */
function checkMeanings(
  { objective, reported = [], data }: GroupSetup,
  network: Network,
  lanes: readonly Lane[],
): void {
  refuseUnreported(objective, network.loss, data.task)
  collectedFor([objective.metric, ...reported], data)
  scoring(objective, data)
  const { classes, train } = data
  for (const { spec } of classes ? lanes : []) {
    for (const { weightOf } of train.facts) classWeightsOf(spec, { classes: classes!, weightOf })
  }
}
