/** Encodes the state of a trial between two epochs; training resumed from it is bit-identical. */
import type { FlatWeights } from '../network/initial-weights.ts'
import { pack, unpack } from '../network/packed.ts'

/**
 * Random numbers have no state: they are functions of the seeds, the epoch and the update count.
 */
export interface Checkpoint {
  epoch: number // finished epochs
  updates: number // finished updates of the weights
  weights: Float32Array // [weightCount]
  statistics: Float32Array // [statisticCount]
  average: FlatWeights | null // see `TrainState`; null: not averaged
  slots: Record<string, Float32Array> // of the optimizer, [weightCount] each
  best: BestEpoch
  improved: { step: number; score: number } // the epoch that early stopping counts from; step 0: none yet
}

/** The best epoch; step 0: none was judged yet. Scores are those of `Tracking`, exact in float32. */
export interface BestEpoch extends FlatWeights {
  step: number
  value: number
  score: number
  loss: number // see `Tracking.bestLoss`
}

/** The JSON part; the arrays follow in the order of `encodeCheckpoint`. */
interface Content {
  epoch: number
  updates: number
  isAveraged?: boolean // absent from checkpoints written before averages existed
  slots: string[]
  best: { step: number; value: number; score: number | null; loss?: number | null } // absent, null: ∞
  improved: { step: number; score: number | null } // null: −∞
}

export function encodeCheckpoint(checkpoint: Checkpoint): Buffer {
  const { epoch, updates, weights, statistics, average, slots, best, improved } = checkpoint
  const content: Content = {
    epoch,
    updates,
    isAveraged: average !== null,
    slots: Object.keys(slots),
    best: {
      step: best.step,
      value: best.value,
      score: finite(best.score),
      loss: finite(best.loss),
    },
    improved: { step: improved.step, score: finite(improved.score) },
  }
  const arrays = [
    ...[weights, statistics, best.weights, best.statistics],
    ...(average ? [average.weights, average.statistics] : []),
    ...Object.values(slots),
  ]
  return pack('checkpoint', content, arrays)
}

/** @throws Error if the bytes are not a checkpoint */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { content, arrays } = unpack('checkpoint', bytes)
  const { epoch, updates, isAveraged = false, slots, best, improved } = content as Content
  const [weights, statistics, bestWeights, bestStatistics, ...others] = arrays as [
    ...[Float32Array, Float32Array, Float32Array, Float32Array],
    ...Float32Array[],
  ]
  const ofSlots = others.slice(isAveraged ? 2 : 0)
  return {
    epoch,
    updates,
    weights,
    statistics,
    average: isAveraged ? { weights: others[0]!, statistics: others[1]! } : null,
    best: {
      ...best,
      score: best.score ?? Number.NEGATIVE_INFINITY,
      loss: best.loss ?? Number.POSITIVE_INFINITY,
      weights: bestWeights,
      statistics: bestStatistics,
    },
    slots: Object.fromEntries(slots.map((slot, at) => [slot, ofSlots[at]!])),
    improved: { step: improved.step, score: improved.score ?? Number.NEGATIVE_INFINITY },
  }
}

/**
 * The checkpoint that a trial starts from when it continues another: its weights, optimizer state and epoch, but not
 * its best epoch, which must be one of the new trial's own.
 */
export function inherited(bytes: Uint8Array): Buffer {
  const checkpoint = decodeCheckpoint(bytes)
  const score = Number.NEGATIVE_INFINITY
  return encodeCheckpoint({
    ...checkpoint,
    best: { ...checkpoint.best, step: 0, value: Number.NaN, score, loss: Number.POSITIVE_INFINITY },
    improved: { step: checkpoint.epoch, score },
  })
}

function finite(score: number): number | null {
  return Number.isFinite(score) ? score : null
}
