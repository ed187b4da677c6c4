/** Makes the state of a group from its lanes, and reads lanes back from it. */
import { flattenLayers } from '../network/flatten-layers.ts'
import { emptyWeights, type FlatWeights, initialWeights } from '../network/initial-weights.ts'
import type { Network, Weights } from '../network/network.ts'
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
  // lanes of a group are at the same epoch: all have a checkpoint or none
  const checkpoints = trials.flatMap(({ checkpoint }) => checkpoint ?? [])
  return checkpoints.length === 0
    ? freshState(tf, network, { trials, folds })
    : resumedState(tf, network, {
        checkpoints,
        folds,
        isAveraged: Boolean(trials[0]!.spec.averaging),
      })
}

function freshState(
  tf: Tf,
  network: Network,
  { trials, folds }: { trials: readonly Lane[]; folds: number },
): GroupState {
  const lanes = trials.length * folds
  const into = emptyWeights(network, lanes)
  for (const [place, { spec, seed }] of trials.entries()) {
    const own = flattenLayers(spec.layers).map((layer) => layer.spec)
    for (let fold = 0; fold < folds; fold++) {
      initialWeights(network, foldSeed(seed, fold), own, { into, lane: place * folds + fold })
    }
  }
  // each tensor has an array of its own: given clones of one tensor, graphs compute other results
  const weights = (): Weights => ({
    weights: tf.tensor2d(into.weights.slice(), [lanes, network.weightCount]),
    statistics:
      network.statisticCount > 0
        ? tf.tensor2d(into.statistics.slice(), [lanes, network.statisticCount])
        : null,
  })
  const { averaging, optimizer } = trials[0]!.spec
  const filled = (value: number) => tf.tensor1d(new Float32Array(lanes).fill(value))
  const steps = () => tf.tensor1d(new Int32Array(lanes), 'int32')
  return {
    train: {
      ...weights(),
      average: averaging ? weights() : null, // the first update replaces it
      slots: Object.fromEntries(
        findOptimizer(optimizer).slots.map((name) => [
          name,
          tf.tensor2d(emptyWeights(network, lanes).weights, [lanes, network.weightCount]),
        ]),
      ),
    },
    tracking: {
      bestScore: filled(Number.NEGATIVE_INFINITY),
      bestLoss: filled(Number.POSITIVE_INFINITY),
      bestStep: steps(),
      best: weights(),
      improvedScore: filled(Number.NEGATIVE_INFINITY),
      improvedStep: steps(),
      stoppedStep: steps(),
    },
  }
}

function resumedState(
  tf: Tf,
  network: Network,
  {
    checkpoints,
    folds,
    isAveraged,
  }: { checkpoints: readonly Checkpoint[]; folds: number; isAveraged: boolean },
): GroupState {
  const lanes = checkpoints.length * folds
  const rows = (read: (start: Checkpoint) => Float32Array): Tensor => {
    const all = joined(checkpoints.map(read))
    return tf.tensor2d(all, [lanes, all.length / lanes])
  }
  const scalars = (read: (start: Checkpoint) => number, dtype: 'float32' | 'int32') =>
    tf.tensor1d(
      checkpoints.flatMap((start) => new Array<number>(folds).fill(read(start))),
      dtype,
    )
  const weights = (of: (start: Checkpoint) => FlatWeights): Weights => ({
    weights: rows((start) => of(start).weights),
    statistics: network.statisticCount > 0 ? rows((start) => of(start).statistics) : null,
  })
  const slots = Object.keys(checkpoints[0]!.slots)
  return {
    train: {
      ...weights((start) => start),
      average: isAveraged ? weights((start) => start.average ?? start) : null,
      slots: Object.fromEntries(slots.map((name) => [name, rows((start) => start.slots[name]!)])),
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
