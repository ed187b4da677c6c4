/**
 * The numbers of a specification that change values but never ops, such as a dropout rate. They reach the ops as
 * tensors, so that one compiled graph serves every trial of a shape. (The optimizer's change from update to update:
 * see `Optimizer.numbers`.)
 */
import { layerOf, lossOf, type TrialSpec } from './spec.ts'
import type { Tensor, Tf } from './tensorflow.ts'

export interface Tunables<Value> {
  layers: Record<string, Value>[]
  loss: Record<string, Value>
}

/** Tunables of all lanes, [lanes] each. */
export type Hyper = Tunables<Tensor>

export function tunablesOf(spec: TrialSpec): Tunables<number> {
  const pick = (names: readonly string[], options: object) =>
    Object.fromEntries(names.map((name) => [name, (options as Record<string, number>)[name]!]))
  return {
    layers: spec.layers.map((layer) => pick(layerOf(layer).tunables, layer)),
    loss: pick(lossOf(spec.loss).tunables, spec.loss),
  }
}

/**
 * Caller disposes.
 *
 * @param lanes  tunables of trials of one shape
 */
export function hyperTensors(tf: Tf, lanes: readonly Tunables<number>[]): Hyper {
  const tensors = (of: (tunables: Tunables<number>) => Record<string, number>) =>
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
