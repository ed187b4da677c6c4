/**
 * Hyperparameters: the options of a specification that change values but never ops, such as a dropout rate. They reach
 * the ops as tensors, so that one compiled graph serves every trial of a shape. The optimizer's change from update to
 * update, see `Optimizer.atStep`.
 */

import type { FittedInputs } from '../../data/prepare/fitted.ts'
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

/**
 * Expresses values of the data's inputs as the network gets them in training.
 *
 * @param values  of the same specification
 */
export function standardizedValues(
  { layers }: TrialSpec,
  values: Hyperparameters<number>,
  inputs: FittedInputs,
): Hyperparameters<number> {
  if (inputs.type !== 'tensor') return values
  const flat = flattenLayers(layers)
  const ofLayers = values.layers.map((own, index) => {
    const { inUnitsOfData = [] } = findLayer(flat[index]!.spec)
    const entries = Object.entries(own).map(([name, value]) =>
      inUnitsOfData.includes(name)
        ? [name, (value - inputs.mean) / inputs.deviation]
        : [name, value],
    )
    return Object.fromEntries(entries)
  })
  return { ...values, layers: ofLayers }
}

/**
 * Leaves out what is not a number, and those of `offAtZero` that are zero: their ops are skipped, which is part of the
 * shape.
 */
function pick(
  {
    hyperparameters,
    offAtZero = [],
  }: { hyperparameters: readonly string[]; offAtZero?: readonly string[] },
  options: object,
): Record<string, number> {
  const values: Record<string, number> = {}
  for (const name of hyperparameters) {
    const value = (options as Record<string, unknown>)[name]
    if (typeof value === 'number' && (value !== 0 || !offAtZero.includes(name)))
      values[name] = value
  }
  return values
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
