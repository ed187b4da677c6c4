/** The inputs of a group's next epochs: the order of samples, and the hyperparameters of each update. */

import type { DeviceData } from '../device-data.ts'
import { foldSeed, type Lane } from '../group/lane.ts'
import { laneSlots } from '../group/lane-count.ts'
import type { GroupPlan } from '../group/plan.ts'
import { foldLanes } from '../group/plan-group.ts'
import type { EpochOrders } from './epoch-orders.ts'
import type { EpochsToRun } from './runner.ts'
import { stepHyperparameters } from './step-hyperparameters.ts'

interface TrainedSoFar {
  live: readonly Lane[]
  plan: GroupPlan
  epochs: number
  updates: number
}

/** Graphs are compiled for few lane counts: spare places repeat the first lane, and their results are ignored. */
export function padLanes(live: readonly Lane[]): Lane[] {
  const size = laneSlots(live.length)
  return Array.from({ length: size }, (_, place) => live[place] ?? live[0]!)
}

export function epochsToRun(
  { orders, orderSeed, data }: { orders: EpochOrders; orderSeed: number; data: DeviceData },
  { live, plan, epochs, updates }: TrainedSoFar,
  count: number,
): EpochsToRun {
  const { batches, optimizer, folds } = plan
  const { rows } = data.train
  const length = batches.count * batches.size
  const order = new Int32Array(count * folds * length)
  for (let at = 0; at < count * folds; at++) {
    const [epoch, fold] = [Math.floor(at / folds), at % folds]
    const request = { seed: foldSeed(orderSeed, fold), rows, length }
    const ofFold = orders.get(epochs + epoch + 1, request)
    // batches are gathered from the concatenated rows of all folds
    order.set(fold === 0 ? ofFold : ofFold.map((row) => fold * rows + row), at * length)
  }
  const names = optimizer.hyperparameterNames
  const lanes = foldLanes(padLanes(live), folds)
  const hyperparameters = new Float32Array(count * batches.count * names.length * lanes.length)
  for (let done = 0; done < count * batches.count; done++) {
    for (const [lane, { spec, seed }] of lanes.entries()) {
      const context = { seed, update: updates + done + 1, updatesPerEpoch: batches.count }
      const values = stepHyperparameters(spec, context)
      for (const [index, name] of names.entries()) {
        hyperparameters[(done * names.length + index) * lanes.length + lane] = values[name]!
      }
    }
  }
  return { count, before: { epochs, updates }, order, hyperparameters }
}
