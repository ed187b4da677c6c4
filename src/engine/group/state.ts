/** The state of a group, which changes while it trains: the weights of all lanes, and the tracking of objectives. */

import { evaluatedWeights, type TrainState } from '../epochs/train-step.ts'
import type { Weights } from '../network/network.ts'
import type { Tensor } from '../tensorflow.ts'
import type { Tracking } from './tracking.ts'

export interface GroupState {
  train: TrainState
  tracking: Tracking
}

/** The tensors of a state in a fixed order, as inputs and outputs of a compiled graph. */
export function flattenState({ train, tracking }: GroupState): Tensor[] {
  return [...flattenTrain(train), ...flattenTracking(tracking)]
}

/** @param like  a state of the same shape */
export function unflattenState(tensors: readonly Tensor[], like: GroupState): GroupState {
  const trainCount = flattenTrain(like.train).length
  return {
    train: unflattenTrain(tensors.slice(0, trainCount), like.train),
    tracking: unflattenTracking(tensors.slice(trainCount)),
  }
}

/** The evaluated weights come first. */
export function flattenTrain(state: TrainState): Tensor[] {
  const { average, slots } = state
  const raw = average ? flattenWeights(state) : []
  return [...flattenWeights(evaluatedWeights(state)), ...raw, ...Object.values(slots)]
}

export function flattenTracking(tracking: Tracking): Tensor[] {
  const { bestScore, bestLoss, bestStep, best, improvedScore, improvedStep, stoppedStep } = tracking
  const own = [bestScore, bestLoss, bestStep, improvedScore, improvedStep, stoppedStep]
  return [...own, ...flattenWeights(best)]
}

export function flattenWeights({ weights, statistics }: Weights): Tensor[] {
  return statistics ? [weights, statistics] : [weights]
}

/** The best and the stopped step of each lane, [lanes] each. */
export function readChosen({ tracking }: GroupState) {
  const [bestStep, stoppedStep] = [tracking.bestStep, tracking.stoppedStep].map((steps) =>
    steps.dataSync(),
  ) as [Int32Array, Int32Array]
  return { bestStep, stoppedStep }
}

/** The tensors of `readChosen` in a flattened state. */
export function pickChosen<T>(flat: readonly T[], like: GroupState): T[] {
  const { bestStep, stoppedStep } = like.tracking
  const tensors = flattenState(like)
  return [bestStep, stoppedStep].map((steps) => flat[tensors.indexOf(steps)]!)
}

function unflattenTrain(tensors: readonly Tensor[], like: TrainState): TrainState {
  const count = flattenWeights(like).length
  const evaluated = unflattenWeights(tensors.slice(0, count))
  const raw = unflattenWeights(tensors.slice(count, 2 * count))
  const slots = tensors.slice(like.average ? 2 * count : count)
  return {
    ...(like.average ? { ...raw, average: evaluated } : { ...evaluated, average: null }),
    slots: Object.fromEntries(Object.keys(like.slots).map((name, at) => [name, slots[at]!])),
  }
}

function unflattenTracking(tensors: readonly Tensor[]): Tracking {
  const [bestScore, bestLoss, bestStep, improvedScore, improvedStep, stoppedStep, ...best] =
    tensors as [...[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor], ...Tensor[]]
  const scores = { bestScore, bestLoss, bestStep, improvedScore, improvedStep, stoppedStep }
  return { ...scores, best: unflattenWeights(best) }
}

function unflattenWeights([weights, statistics]: readonly Tensor[]): Weights {
  return { weights: weights!, statistics: statistics ?? null }
}
