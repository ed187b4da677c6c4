/** Makes the plan of a group from its lanes. */
import type { DeviceData } from '../device-data.ts'
import { hyperparameterNames } from '../epochs/step-hyperparameters.ts'
import { layOutSums } from '../measure/layout.ts'
import { collectedFor } from '../measure/requested.ts'
import type { Part } from '../metrics/metric.ts'
import {
  hyperparameterTensors,
  readHyperparameters,
  standardizedValues,
} from '../network/hyperparameters.ts'
import { type Network, noiseKeys } from '../network/network.ts'
import { hasRateFactors, rateFactors } from '../network/rate-factors.ts'
import { findOptimizer } from '../spec.ts'
import { type TargetTensors, targetTensors } from '../targets/own-units.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { computeClassWeights, hasClassWeights } from './class-weights.ts'
import { foldSeed, type Lane } from './lane.ts'
import { parseObjective, scoring } from './objective.ts'
import type { GroupOptions } from './options.ts'
import { type GroupPlan, planBatches } from './plan.ts'
import { describeStructure } from './shape-key.ts'

/** Patience of a trial without early stopping: more epochs than any trial has. */
const noPatience = 2 ** 30

/** Finite in float32, so that the first epoch, whose gain is ∞, counts as an improvement. */
const mostMinDelta = 3e38

/**
 * @param trials  in the order of their places
 * @returns       the caller disposes its `planTensors`; the data stay their owner's
 */
export function planGroup(
  tf: Tf,
  trials: readonly Lane[],
  network: Network,
  {
    data,
    objective,
    reported = [],
    kept = 'best',
  }: Pick<GroupOptions, 'data' | 'objective' | 'reported' | 'kept'>,
): GroupPlan {
  const { spec } = trials[0]!
  const folds = data.folds.length
  const lanes = foldLanes(trials, folds)
  const layers = network.layers.length
  const keys = new Int32Array(lanes.length * layers)
  for (const [lane, { seed }] of lanes.entries()) keys.set(noiseKeys(network, seed), lane * layers)
  const stopping = lanes.map((lane) => lane.spec.earlyStopping)
  const batches = planBatches(data.train.rows, spec.batchSize)
  const collected = collectedFor([objective.metric, ...reported], data)
  const { scales, unit, support } = scoring(objective, data)
  const layout = (part: Part) =>
    layOutSums(part, {
      task: data.task,
      classes: data.classes?.length ?? 0,
      isWeighted:
        data[part].factors.weights !== undefined || (part === 'train' && hasClassWeights(spec)),
      hasRelative: data[part].factors.relative !== undefined,
      collected,
    })
  const target = targetTensors(
    tf,
    lanes.map(({ fold }) => data.folds[fold]!.target),
  )
  const minDelta = (own = 0) => Math.min(own / unit, mostMinDelta)
  return {
    network,
    lanes: lanes.length,
    folds,
    optimizer: {
      rule: findOptimizer(spec.optimizer),
      options: spec.optimizer,
      hyperparameterNames: hyperparameterNames(spec),
    },
    hyperparameters: hyperparameterTensors(
      tf,
      lanes.map(({ spec, fold }) =>
        standardizedValues(spec, readHyperparameters(spec), data.folds[fold]!.inputs),
      ),
    ),
    noiseKeys: tf.tensor2d(keys, [lanes.length, layers], 'int32'),
    classWeights: laneClassWeights(tf, lanes, data),
    target,
    rateFactors: hasRateFactors(spec)
      ? tf.tidy(() => tf.stack(lanes.map((lane) => tf.tensor1d(rateFactors(network, lane.spec)))))
      : null,
    objective: parseObjective(objective),
    kept,
    judgement: {
      scale: tf.tensor1d(lanes.map(({ fold }) => scales[fold]!)),
      support: support && tf.tensor2d(lanes.map(({ fold }) => support[fold]!)),
      minDelta: tf.tensor1d(stopping.map((own) => minDelta(own?.minDelta))),
      patience: tf.tensor1d(
        stopping.map((own) => own?.patience ?? noPatience),
        'int32',
      ),
    },
    sums: { train: layout('train'), validation: layout('validation') },
    collected,
    train: data.train,
    validation: data.validation,
    batches,
    graphKey: JSON.stringify([
      describeStructure(spec),
      lanes.length,
      batches,
      [data.train.x.shape, data.validation.x.shape, data.train.y.dtype],
      network.shapes.at(-1),
      data.categorical,
      [Object.keys(data.train.factors), Object.keys(data.validation.factors)],
      [parseObjective(objective), collected, kept],
      describeTarget(target),
    ]),
  }
}

/** One entry for each lane, in the order of the tensors' rows. */
export function foldLanes(trials: readonly Lane[], folds: number) {
  return trials.flatMap(({ spec, seed }) =>
    Array.from({ length: folds }, (_, fold) => ({ spec, fold, seed: foldSeed(seed, fold) })),
  )
}

/** The tensors that a plan owns, for disposal. */
export function planTensors(plan: GroupPlan): unknown {
  const { hyperparameters, noiseKeys, classWeights, target, rateFactors, judgement } = plan
  return [hyperparameters, noiseKeys, classWeights, target, rateFactors, judgement]
}

/** What a graph depends on: the rest of a target is input. */
function describeTarget(target: TargetTensors | null): unknown {
  return target && [target.type, Object.values(target.parameters).map(({ shape }) => shape)]
}

/** [lanes, classes]; null where all rows have weight 1. */
function laneClassWeights(
  tf: Tf,
  lanes: ReturnType<typeof foldLanes>,
  { classes, train }: DeviceData,
): Tensor | null {
  if (classes === null || !hasClassWeights(lanes[0]!.spec)) return null
  return tf.tensor2d(
    lanes.map(({ spec, fold }) =>
      computeClassWeights(spec, { classes, weightByClass: train.facts[fold]!.weightByClass }),
    ),
  )
}
