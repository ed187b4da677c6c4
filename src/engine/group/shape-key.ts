/**
 * The shape of a trial: everything in its specification except the hyperparameters that a graph takes as inputs. Trials
 * of one shape can train as lanes of one graph. Does not load TensorFlow.
 */
import { hyperparameterNames } from '../epochs/step-hyperparameters.ts'
import { type FlatLayer, flattenLayers } from '../network/flatten-layers.ts'
import { readHyperparameters } from '../network/hyperparameters.ts'
import { hasRateFactors } from '../network/rate-factors.ts'
import { countShifts } from '../network/test-shifts.ts'
import { findLayer, findLoss, findOptimizer, type TrialSpec } from '../spec.ts'
import { hasClassWeights } from './class-weights.ts'

/** Equal for trials that can share a group. */
export function shapeKey(spec: TrialSpec): string {
  const { preprocess, batchSize, epochs } = spec
  return JSON.stringify([preprocess ?? {}, ...describeStructure(spec), batchSize, epochs])
}

/** The parts of a specification that determine the ops: layers, loss, optimizer and the names of hyperparameters. */
export function describeStructure(spec: TrialSpec): unknown[] {
  const { layers, loss, optimizer } = spec
  const hyperparameters = readHyperparameters(spec)
  return [
    flattenLayers(layers).map(layerStructure),
    without(loss, findLoss(loss).hyperparameters),
    ...(countShifts(spec.testShifts) > 1 ? [spec.testShifts] : []),
    hasClassWeights(spec),
    without(optimizer, [...findOptimizer(optimizer).hyperparameters, 'biasFactor']),
    hasRateFactors(spec),
    [...hyperparameters.layers, hyperparameters.loss].map(Object.keys),
    hyperparameterNames(spec),
  ]
}

function layerStructure({ role, spec }: FlatLayer): object {
  const { hyperparameters, startOptions = [], nested } = findLayer(spec)
  const own = without(spec, [
    ...hyperparameters.filter((name) => typeof spec[name as keyof typeof spec] === 'number'),
    ...startOptions,
    'learningRateFactor',
    ...(nested ? [nested] : []),
  ])
  return role === 'layer' ? own : { role, ...own }
}

function without(options: object, names: readonly string[]): object {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(options)) if (!names.includes(name)) kept[name] = value
  return kept
}
