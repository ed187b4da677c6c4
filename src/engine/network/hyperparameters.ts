/**
 * Hyperparameters: the options of a specification that change values but never ops, such as a dropout rate. They reach
 * the ops as tensors, so that one compiled graph serves every trial of a shape. The optimizer's change from update to
 * update, see `Optimizer.atStep`.
 */

import { findLayer, findLoss, type TrialSpec } from '../spec.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { flattenLayers } from './flatten-layers.ts'

export interface Hyperparameters<Value> {
  layers: Record<string, Value>[]
  loss: Record<string, Value>
}

/** Of all lanes, [lanes] each. */
export type HyperparameterTensors = Hyperparameters<Tensor>

export function readHyperparameters(spec: TrialSpec): Hyperparameters<number> {
  return {
    layers: flattenLayers(spec.layers).map(({ spec: layer }) => pick(findLayer(layer), layer)),
    loss: pick(findLoss(spec.loss), spec.loss),
  }
}

/** Leaves out those of `offAtZero` that are zero: their ops are skipped, which is part of the shape. */
function pick(
  {
    hyperparameters,
    offAtZero = [],
  }: { hyperparameters: readonly string[]; offAtZero?: readonly string[] },
  options: object,
): Record<string, number> {
  const values = hyperparameters.map(
    (name) => [name, (options as Record<string, number>)[name]!] as const,
  )
  return Object.fromEntries(
    values.filter(([name, value]) => value !== 0 || !offAtZero.includes(name)),
  )
}

/**
 * Caller disposes.
 *
 * @param lanes  hyperparameters of trials of one shape
 */
export function hyperparameterTensors(
  tf: Tf,
  lanes: readonly Hyperparameters<number>[],
): HyperparameterTensors {
  const tensors = (of: (hyperparameters: Hyperparameters<number>) => Record<string, number>) =>
    Object.fromEntries(
      Object.keys(of(lanes[0]!)).map((name) => [
        name,
        tf.tensor1d(lanes.map((lane) => of(lane)[name]!)),
      ]),
    )
  return {
    layers: lanes[0]!.layers.map((_, index) => tensors((lane) => lane.layers[index]!)),
    loss: tensors((lane) => lane.loss),
  }
}
