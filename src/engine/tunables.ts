/**
 * The numbers of a specification that change values but never ops: learning rate, momentum, dropout rate. They reach
 * the ops as scalar tensors, so that one compiled graph serves every trial of a shape.
 */
import { layerOf, lossOf, optimizerOf, type TrialSpec } from './spec.ts'
import type { Scalar, Tf } from './tensorflow.ts'

export type Tunables<Value> = {
  layers: Record<string, Value>[]
  loss: Record<string, Value>
  optimizer: Record<string, Value>
}

/** Tunables as scalar tensors. */
export type Hyper = Tunables<Scalar>

export function tunablesOf(spec: TrialSpec): Tunables<number> {
  const pick = (names: readonly string[], options: object) =>
    Object.fromEntries(names.map((name) => [name, (options as Record<string, number>)[name]!]))
  return {
    layers: spec.layers.map((layer) => pick(layerOf(layer).tunables, layer)),
    loss: pick(lossOf(spec.loss).tunables, spec.loss),
    optimizer: pick(optimizerOf(spec.optimizer).tunables, spec.optimizer),
  }
}

/** Caller disposes. */
export function hyperTensors(tf: Tf, tunables: Tunables<number>): Hyper {
  const tensors = (numbers: Record<string, number>) =>
    Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, tf.scalar(value)]))
  return {
    layers: tunables.layers.map(tensors),
    loss: tensors(tunables.loss),
    optimizer: tensors(tunables.optimizer),
  }
}
