/**
 * What trials must have in common to train as lanes of one graph: everything of their specifications but the numbers
 * that a graph takes as inputs. Loads no TensorFlow.
 */
import { layerOf, lossOf, optimizerOf, type TrialSpec } from './spec.ts'

/** Equal for trials that can share a group. */
export function shapeKey(spec: TrialSpec): string {
  const { preprocess, batchSize, epochs } = spec
  return JSON.stringify([preprocess ?? {}, ...structureOf(spec), batchSize, epochs])
}

/** The parts of a specification that decide on ops: layers, loss, optimizer, and the names of its numbers. */
export function structureOf({ layers, loss, optimizer }: TrialSpec): unknown[] {
  return [
    layers.map((layer) => without(layer, layerOf(layer).tunables)),
    without(loss, lossOf(loss).tunables),
    without(optimizer, optimizerOf(optimizer).tunables),
    numberNames({ optimizer }),
  ]
}

/** Numbers of the optimizer's updates; which there are does not depend on the update. */
export function numberNames({ optimizer }: Pick<TrialSpec, 'optimizer'>): string[] {
  return Object.keys(optimizerOf(optimizer).numbers(optimizer, 1))
}

function without(options: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))
}
