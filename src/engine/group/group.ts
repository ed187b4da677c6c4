/** Opens a group for training with all its lanes, compacts it as lanes end, and closes it. */

import { chooseExecution } from '../choose-execution.ts'
import { createRunner } from '../epochs/create-runner.ts'
import { padLanes } from '../epochs/epochs-to-run.ts'
import type { EpochRunner } from '../epochs/runner.ts'
import { isOnGpu } from '../graph/binding.ts'
import { collectedFor } from '../measure/requested.ts'
import { buildNetwork, type Network } from '../network/network.ts'
import { dispose, type Tf } from '../tensorflow.ts'
import { computeClassWeights } from './class-weights.ts'
import type { Lane } from './lane.ts'
import { laneSlots } from './lane-count.ts'
import { firstState, keepLanes } from './lane-state.ts'
import { refuseUnreported, scoring } from './objective.ts'
import type { GroupOptions } from './options.ts'
import type { GroupPlan } from './plan.ts'
import { planGroup, planTensors } from './plan-group.ts'
import { shapeKey } from './shape-key.ts'
import type { GroupState } from './state.ts'

export interface Group {
  network: Network
  live: Lane[] // lanes still training, at the places 0 … of the state
  plan: GroupPlan
  runner: EpochRunner
  timed: { ms: number; steps: number } // of calls after the first one of each graph
  epochs: number // finished
  updates: number
}

/** @throws Error for lanes of different shapes or epochs, or for an objective that validation should have refused */
export function openGroup(options: GroupOptions, live: Lane[]): Group {
  checkLanes(live)
  const { tf, data } = options
  const network = buildNetwork(live[0]!.spec, data)
  checkMeanings(options, network, live)
  const { epoch = 0, updates = 0 } = live[0]!.checkpoint ?? {}
  const state = firstState(tf, network, { trials: padLanes(live), folds: data.folds.length })
  return {
    network,
    live,
    // of the whole training, also of a resumed one: it must go on as it began
    ...openRunner(options, network, { live, state, epochs: live[0]!.spec.epochs }),
    epochs: epoch,
    updates,
  }
}

/** @param epochs  that the choice of the execution counts */
function openRunner(
  options: GroupOptions,
  network: Network,
  { live, state, epochs }: { live: Lane[]; state: GroupState; epochs: number },
) {
  const { tf, graphs, compiler = 'auto', endsByTime = false, decisionSteps = [] } = options
  const { isOrdered = false, rates = [], onXlaFailure } = options
  const { spec } = live[0]!
  const plan = planGroup(tf, padLanes(live), network, options)
  const training = {
    ...{ spec, steps: epochs * plan.batches.count, lanes: plan.lanes },
    ...{ endsByTime, isPruned: decisionSteps.length > 0 },
    rates: isOrdered ? [] : rates,
  }
  // on a CPU inputs and outputs are shared, not copied: keeping them would gain nothing
  const { isResident = isOnGpu(tf), execution = chooseExecution(tf, training, compiler) } = options
  // what was asked for must not change the bits of a training that is to be repeated
  const isStrict = options.execution !== undefined || (isOrdered && compiler === 'xla')
  const how = { graphs, execution, isResident, isStrict, onXlaFailure }
  const runner = createRunner(tf, { plan, state }, how)
  return { plan, runner, timed: { ms: 0, steps: 0 } }
}

/** Drops the lanes that have ended, moving to a smaller graph when one holds the others. */
export function compact(options: GroupOptions, group: Group, staying: readonly number[]): void {
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
  const epochs = lanes[0]!.spec.epochs - group.epochs
  const runner = openRunner(options, group.network, { live: lanes, state, epochs })
  Object.assign(group, { live: lanes, ...runner })
}

function reportRate(
  { onRate }: GroupOptions,
  { live, plan: { lanes, folds }, runner, timed }: Group,
): void {
  const usPerStep = measureStep({ lanes, filled: live.length * folds, ...timed })
  const execution = runner.execution()
  if (usPerStep !== null && execution !== 'eager') onRate?.({ execution, lanes, usPerStep })
}

/** Shorter measurements are mostly noise. */
const leastTimedMs = 50

/**
 * @param filled  lanes that train; the other lanes of the graph repeat one of them
 * @returns       microseconds of a lane; null if not all lanes trained, or not long enough for a reliable time
 */
export function measureStep(measured: {
  lanes: number
  filled: number
  ms: number
  steps: number
}): number | null {
  const { lanes, filled, ms, steps } = measured
  if (filled < lanes || ms < leastTimedMs) return null
  return (ms * 1000) / steps / lanes
}

export function closeGroup(tf: Tf, { plan, runner }: Group): void {
  runner.dispose()
  dispose(tf, planTensors(plan))
}

function checkLanes(lanes: readonly Lane[]): void {
  const differ = (of: (lane: Lane) => unknown) => new Set(lanes.map(of)).size > 1
  if (differ(({ spec }) => shapeKey(spec)))
    throw new Error('The lanes of a group must have the same shape')
  if (differ(({ checkpoint }) => checkpoint?.epoch ?? 0)) {
    throw new Error('The lanes of a group must be at the same epoch')
  }
}

/** Refuses an objective, metric or class weights that are undefined for these data, before anything is allocated. */
function checkMeanings(
  { objective, reported = [], data }: GroupOptions,
  network: Network,
  lanes: readonly Lane[],
): void {
  refuseUnreported(objective, network.loss, data.task)
  collectedFor([objective.metric, ...reported], data)
  scoring(objective, data)
  const { classes, train } = data
  for (const { spec } of classes ? lanes : []) {
    for (const { weightByClass } of train.facts)
      computeClassWeights(spec, { classes: classes!, weightByClass })
  }
}
