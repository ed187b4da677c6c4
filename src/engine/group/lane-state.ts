/** Makes the state of a group from its lanes, and reads lanes back from it. */
import { flattenLayers } from '../network/flatten-layers.ts'
import { initialWeights, type Network, type Weights } from '../network/network.ts'
import { joined } from '../network/packed.ts'
import { findOptimizer } from '../spec.ts'
import { type Tensor, type Tf, tidy } from '../tensorflow.ts'
import type { Checkpoint } from './checkpoint.ts'
import { foldSeed, type Lane } from './lane.ts'
import { flattenState, type GroupState, unflattenState } from './state.ts'

/** The state all trials start from: initial weights, or their checkpoints. Caller disposes. */
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
  const scalars = (read: (start: Checkpoint) => number, dtype: 'float32' | 'int32') =>
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
    train: {
      ...weights((start) => start),
      average: trials[0]!.spec.averaging ? weights((start) => start.average ?? start) : null,
      slots: Object.fromEntries(slots),
    },
    tracking: {
      bestScore: scalars(({ best }) => best.score, 'float32'),
      bestLoss: scalars(({ best }) => best.loss, 'float32'),
      bestStep: scalars(({ best }) => best.step, 'int32'),
      best: weights((start) => start.best),
      improvedScore: scalars(({ improved }) => improved.score, 'float32'),
      improvedStep: scalars(({ improved }) => improved.step, 'int32'),
      stoppedStep: scalars(() => 0, 'int32'),
    },
  }
}

function freshStart(network: Network, { spec, seed }: Lane, folds: number): Checkpoint {
  const own = flattenLayers(spec.layers).map((layer) => layer.spec)
  const folded = Array.from({ length: folds }, (_, fold) =>
    initialWeights(network, foldSeed(seed, fold), own),
  )
  const weights = joined(folded.map(({ weights }) => weights))
  const statistics = joined(folded.map(({ statistics }) => statistics))
  const { slots } = findOptimizer(spec.optimizer)
  const score = Number.NEGATIVE_INFINITY
  return {
    epoch: 0,
    updates: 0,
    weights,
    statistics,
    average: null, // the first update replaces it
    slots: Object.fromEntries(slots.map((name) => [name, new Float32Array(weights.length)])),
    best: {
      step: 0,
      value: Number.NaN,
      score,
      loss: Number.POSITIVE_INFINITY,
      weights,
      statistics,
    },
    improved: { step: 0, score },
  }
}

/** The state of the trials at these places only. Caller disposes it; `state` is left as it is. */
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

/** Reads trials from a state lazily: each tensor is downloaded once, at the first read. */
export function laneReader(getState: () => GroupState, folds: number) {
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
  const rows = ({ weights, statistics }: Weights, place: number) => ({
    weights: row(weights, place),
    statistics: row(statistics, place),
  })
  const best = (place: number) => rows(getState().tracking.best, place)
  return {
    best,
    checkpoint(
      place: number,
      done: { epoch: number; updates: number; best: Lane['best'] },
    ): Checkpoint {
      const { train, tracking } = getState()
      return {
        epoch: done.epoch,
        updates: done.updates,
        ...rows(train, place),
        average: train.average && rows(train.average, place),
        slots: Object.fromEntries(
          Object.entries(train.slots).map(([name, slot]) => [name, row(slot, place)]),
        ),
        best: {
          ...done.best,
          score: row(tracking.bestScore, place)[0]!,
          loss: row(tracking.bestLoss, place)[0]!,
          ...best(place),
        },
        improved: {
          step: row(tracking.improvedStep, place)[0]!,
          score: row(tracking.improvedScore, place)[0]!,
        },
      }
    },
  }
}
