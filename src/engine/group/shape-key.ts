/**
 * What trials must have in common to train as lanes of one graph: everything of their specifications but the numbers
 * that a graph takes as inputs. Loads no TensorFlow.
 */

import { numberNames } from '../epochs/step-numbers.ts'
import { type FlatLayer, flattenLayers } from '../network/flatten-layers.ts'
import { tunablesOf } from '../network/tunables.ts'
import { layerOf, lossOf, optimizerOf, type TrialSpec } from '../spec.ts'
import { hasClassWeights } from './class-weights.ts'

/** Equal for trials that can share a group. */
export function shapeKey(spec: TrialSpec): string {
  const { preprocess, batchSize, epochs } = spec
  return JSON.stringify([preprocess ?? {}, ...structureOf(spec), batchSize, epochs])
}

/** What of a specification decides on ops: layers, loss and optimizer, and which numbers there are. */
export function structureOf(spec: TrialSpec): unknown[] {
  const { layers, loss, optimizer } = spec
  const numbers = tunablesOf(spec)
  return [
    flattenLayers(layers).map(layerStructure),
    without(loss, lossOf(loss).tunables),
    hasClassWeights(spec),
    without(optimizer, optimizerOf(optimizer).tunables),
    [...numbers.layers, numbers.loss].map((of) => Object.keys(of)),
    numberNames(spec),
  ]
}

function layerStructure({ role, spec }: FlatLayer): object {
  const { tunables, startOptions = [], nested } = layerOf(spec)
  const own = without(spec, [...tunables, ...startOptions, ...(nested ? [nested] : [])])
  return role === 'layer' ? own : { role, ...own }
}

function without(options: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))
}
