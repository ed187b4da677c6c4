/** The tensors of a group, made from its lanes, and its lanes read back. */

import type { DeviceData } from '../device-data.ts'
import { numberNames } from '../epochs/step-numbers.ts'
import { layoutOf } from '../measure/layout.ts'
import { collectedFor } from '../measure/requested.ts'
import type { Part } from '../metrics/metric.ts'
import { initialWeights, type Network, noiseKeys, type Weights } from '../network/network.ts'
import { joined } from '../network/packed.ts'
import { hyperTensors, tunablesOf } from '../network/tunables.ts'
import { optimizerOf } from '../spec.ts'
import { type Tensor, type Tf, tidy } from '../tensorflow.ts'
import type { Checkpoint } from './checkpoint.ts'
import { classWeightsOf, hasClassWeights } from './class-weights.ts'
import { type GroupSetting, planBatches } from './group-setting.ts'
import { flattenState, type GroupState, unflattenState } from './group-state.ts'
import { foldSeed, type Lane } from './lane.ts'
import { type ObjectiveSpec, objectiveOf, scoring } from './objective.ts'
import { structureOf } from './shape-key.ts'

/** What all lanes of a group have in common. */
export interface GroupContext {
  network: Network
  data: DeviceData
  objective: ObjectiveSpec
  reported: readonly string[] // metrics beside those that are reported anyway
}

/** More epochs than any trial has. */
const noPatience = 2 ** 30

/** Finite in float32, so that the first epoch, a gain of ∞, is an improvement. */
const mostMinDelta = 3e38

/** @param trials  by their places; the caller disposes `ownTensors` of the setting, the data stay their owner's */
export function groupSetting(
  tf: Tf,
  trials: readonly Lane[],
  { network, data, objective, reported }: GroupContext,
): GroupSetting {
  const { spec } = trials[0]!
  const folds = data.folds.length
  const lanes = foldLanes(trials, folds)
  const keys = lanes.map(({ seed }) => Array.from(noiseKeys(network, seed)))
  const stopping = lanes.map((lane) => lane.spec.earlyStopping)
  const batches = planBatches(data.train.rows, spec.batchSize)
  const collected = collectedFor([objective.metric, ...reported], data)
  const { scales, unit, support } = scoring(objective, data)
  const layout = (part: Part) =>
    layoutOf(part, {
      task: data.task,
      classes: data.classes?.length ?? 0,
      isWeighted:
        data[part].numbers.weights !== undefined || (part === 'train' && hasClassWeights(spec)),
      hasRelative: data[part].numbers.relative !== undefined,
      collected,
    })
  const minDelta = (own = 0) => Math.min(own / unit, mostMinDelta)
  return {
    network,
    lanes: lanes.length,
    folds,
    optimizer: {
      rule: optimizerOf(spec.optimizer),
      options: spec.optimizer,
      numberNames: numberNames(spec),
    },
    hyper: hyperTensors(
      tf,
      lanes.map((lane) => tunablesOf(lane.spec)),
    ),
    noiseKeys: tf.tensor2d(keys, [lanes.length, network.layers.length], 'int32'),
    classWeights: laneClassWeights(tf, lanes, data),
    objective: objectiveOf(objective),
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
      structureOf(spec),
      lanes.length,
      batches,
      [data.train.x.shape, data.validation.x.shape, data.train.y.dtype],
      network.shapes.at(-1),
      data.categorical,
      [Object.keys(data.train.numbers), Object.keys(data.validation.numbers)],
      [objectiveOf(objective), collected],
    ]),
  }
}

/** The lanes of trials, in the order of their tensors' rows. */
export function foldLanes(trials: readonly Lane[], folds: number) {
  return trials.flatMap(({ spec, seed }) =>
    Array.from({ length: folds }, (_, fold) => ({ spec, fold, seed: foldSeed(seed, fold) })),
  )
}

/** What of a setting is to be disposed. */
export function ownTensors(setting: GroupSetting): unknown {
  const { hyper, noiseKeys: keys, classWeights, judgement } = setting
  return [hyper, keys, classWeights, judgement]
}

/** [lanes, classes]; null where all rows weigh the same. */
function laneClassWeights(
  tf: Tf,
  lanes: ReturnType<typeof foldLanes>,
  { classes, train }: DeviceData,
): Tensor | null {
  if (classes === null || !hasClassWeights(lanes[0]!.spec)) return null
  return tf.tensor2d(
    lanes.map(({ spec, fold }) =>
      classWeightsOf(spec, { classes, weightOf: train.facts[fold]!.weightOf }),
    ),
  )
}

/** Where all trials start: first weights, or what their checkpoints hold. Caller disposes. */
export function firstState(
  tf: Tf,
  network: Network,
  { trials, folds }: { trials: readonly Lane[]; folds: number },
): GroupState {
  const starts = trials.map((trial) => trial.checkpoint ?? freshStart(network, trial, folds))
  const lanes = trials.length * folds
  const rows = (read: (start: Checkpoint) => Float32Array): Tensor => {
    const all = joined(starts.map(read))
    return tf.tensor2d(all, [lanes, all.length / lanes])
  }
  const numbers = (read: (start: Checkpoint) => number, dtype: 'float32' | 'int32') =>
    tf.tensor1d(
      starts.flatMap((start) => new Array<number>(folds).fill(read(start))),
      dtype,
    )
  const hasStatistics = network.statisticCount > 0
  const weights = (
    of: (start: Checkpoint) => Record<'weights' | 'statistics', Float32Array>,
  ): Weights => ({
    weights: rows((start) => of(start).weights),
    statistics: hasStatistics ? rows((start) => of(start).statistics) : null,
  })
  const slots = Object.keys(starts[0]!.slots).map((name) => [name, rows((s) => s.slots[name]!)])
  return {
    train: { ...weights((start) => start), slots: Object.fromEntries(slots) },
    tracking: {
      bestScore: numbers(({ best }) => best.score, 'float32'),
      bestStep: numbers(({ best }) => best.step, 'int32'),
      best: weights((start) => start.best),
      improvedScore: numbers(({ improved }) => improved.score, 'float32'),
      improvedStep: numbers(({ improved }) => improved.step, 'int32'),
      stoppedStep: numbers(() => 0, 'int32'),
    },
  }
}

function freshStart(network: Network, { spec, seed }: Lane, folds: number): Checkpoint {
  const ofFolds = Array.from({ length: folds }, (_, fold) =>
    initialWeights(network, foldSeed(seed, fold)),
  )
  const weights = joined(ofFolds.map((of) => of.weights))
  const statistics = joined(ofFolds.map((of) => of.statistics))
  const { slots } = optimizerOf(spec.optimizer)
  const score = Number.NEGATIVE_INFINITY
  return {
    epoch: 0,
    updates: 0,
    weights,
    statistics,
    slots: Object.fromEntries(slots.map((name) => [name, new Float32Array(weights.length)])),
    best: { step: 0, value: Number.NaN, score, weights, statistics },
    improved: { step: 0, score },
  }
}

/** The state of the trials at these places alone. Caller disposes; `state` stays. */
export function keepLanes(
  tf: Tf,
  state: GroupState,
  { places, folds }: { places: readonly number[]; folds: number },
): GroupState {
  const lanes = places.flatMap((place) =>
    Array.from({ length: folds }, (_, fold) => place * folds + fold),
  )
  const tensors = tidy(tf, () => {
    const rows = tf.tensor1d(lanes, 'int32')
    return flattenState(state).map((tensor) => tf.gather(tensor, rows))
  })
  return unflattenState(tensors, state)
}

/** Reads trials of a state as they are asked for; each tensor is fetched once, and the state no sooner. */
export function laneReader(stateOf: () => GroupState, folds: number) {
  const fetched = new Map<Tensor, Float32Array>()
  const row = (tensor: Tensor | null, place: number): Float32Array => {
    if (tensor === null) return new Float32Array(0)
    let values = fetched.get(tensor)
    if (!values) {
      values = tensor.dataSync() as Float32Array
      fetched.set(tensor, values)
    }
    const width = (values.length / tensor.shape[0]!) * folds
    return values.slice(place * width, (place + 1) * width)
  }
  const best = (place: number) => {
    const { weights, statistics } = stateOf().tracking.best
    return { weights: row(weights, place), statistics: row(statistics, place) }
  }
  return {
    best,
    checkpoint(
      place: number,
      done: { epoch: number; updates: number; best: Lane['best'] },
    ): Checkpoint {
      const { train, tracking } = stateOf()
      return {
        epoch: done.epoch,
        updates: done.updates,
        weights: row(train.weights, place),
        statistics: row(train.statistics, place),
        slots: Object.fromEntries(
          Object.entries(train.slots).map(([name, slot]) => [name, row(slot, place)]),
        ),
        best: { ...done.best, score: row(tracking.bestScore, place)[0]!, ...best(place) },
        improved: {
          step: row(tracking.improvedStep, place)[0]!,
          score: row(tracking.improvedScore, place)[0]!,
        },
      }
    },
  }
}
