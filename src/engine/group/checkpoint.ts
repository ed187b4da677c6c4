/** A trial between two epochs as plain typed arrays: training resumed from it goes on bit for bit. */
import { pack, unpack } from '../network/packed.ts'

/**
 * Random numbers need no state of their own: they are functions of the seeds, the epoch and the update count.
 */
export interface Checkpoint {
  epoch: number // epochs that are done
  updates: number // updates of the weights that are done
  weights: Float32Array // [weightCount]
  statistics: Float32Array // [statisticCount]
  slots: Record<string, Float32Array> // of the optimizer, [weightCount] each
  best: BestEpoch
  improved: { step: number; score: number } // what early stopping counts from; step 0: nothing yet
}

/** The best epoch; step 0 where none was judged yet. Scores are as tracking has them, exact in float32. */
export interface BestEpoch {
  step: number
  value: number
  score: number
  weights: Float32Array
  statistics: Float32Array
}

/** What of it is JSON; the arrays follow in the order of `encodeCheckpoint`. */
interface Content {
  epoch: number
  updates: number
  slots: string[]
  best: { step: number; value: number; score: number | null }
  improved: { step: number; score: number | null } // null: −∞
}

export function encodeCheckpoint(checkpoint: Checkpoint): Buffer {
  const { epoch, updates, weights, statistics, slots, best, improved } = checkpoint
  const content: Content = {
    epoch,
    updates,
    slots: Object.keys(slots),
    best: { step: best.step, value: best.value, score: finite(best.score) },
    improved: { step: improved.step, score: finite(improved.score) },
  }
  const arrays = [weights, statistics, best.weights, best.statistics, ...Object.values(slots)]
  return pack('checkpoint', content, arrays)
}

/** @throws Error when the bytes are no checkpoint */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { content, arrays } = unpack('checkpoint', bytes)
  const { epoch, updates, slots, best, improved } = content as Content
  const [weights, statistics, bestWeights, bestStatistics, ...ofSlots] = arrays as [
    ...[Float32Array, Float32Array, Float32Array, Float32Array],
    ...Float32Array[],
  ]
  return {
    epoch,
    updates,
    weights,
    statistics,
    best: {
      ...best,
      score: best.score ?? Number.NEGATIVE_INFINITY,
      weights: bestWeights,
      statistics: bestStatistics,
    },
    slots: Object.fromEntries(slots.map((slot, at) => [slot, ofSlots[at]!])),
    improved: { step: improved.step, score: improved.score ?? Number.NEGATIVE_INFINITY },
  }
}

/**
 * What a trial starts from that goes on where another ended: its weights, its optimizer's state and its epoch, but none
 * of its merits: the best epoch is to be one of its own.
 */
export function inherited(bytes: Uint8Array): Buffer {
  const checkpoint = decodeCheckpoint(bytes)
  const score = Number.NEGATIVE_INFINITY
  return encodeCheckpoint({
    ...checkpoint,
    best: { ...checkpoint.best, step: 0, value: Number.NaN, score },
    improved: { step: checkpoint.epoch, score },
  })
}

function finite(score: number): number | null {
  return Number.isFinite(score) ? score : null
}
