/**
 * The numbers of a specification that change values but never ops, such as a dropout rate. They reach the ops as
 * tensors, so that one compiled graph serves every trial of a shape. (The optimizer's change from update to update:
 * see `Optimizer.numbers`.)
 */

import { layerOf, lossOf, type TrialSpec } from '../spec.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { flattenLayers } from './flatten-layers.ts'

export interface Tunables<Value> {
  layers: Record<string, Value>[]
  loss: Record<string, Value>
}

/** Tunables of all lanes, [lanes] each. */
export type Hyper = Tunables<Tensor>

export function tunablesOf(spec: TrialSpec): Tunables<number> {
  return {
    layers: flattenLayers(spec.layers).map(({ spec: layer }) => pick(layerOf(layer), layer)),
    loss: pick(lossOf(spec.loss), spec.loss),
  }
}

/** One that is zero and needs no ops then is left out: it is part of the shape. */
function pick(
  { tunables, offAtZero = [] }: { tunables: readonly string[]; offAtZero?: readonly string[] },
  options: object,
): Record<string, number> {
  const numbers = tunables.map(
    (name) => [name, (options as Record<string, number>)[name]!] as const,
  )
  return Object.fromEntries(numbers.filter(([name, v]) => v !== 0 || !offAtZero.includes(name)))
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
