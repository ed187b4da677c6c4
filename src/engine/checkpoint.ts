/** A trial between two epochs as plain typed arrays: training resumed from it goes on bit for bit. */
import { pack, unpack } from './packed.ts'
import type { EpochValue } from './progress.ts'

/**
 * Random numbers need no state of their own: they are functions of the seeds, the epoch and the update count.
 */
export interface Checkpoint {
  epoch: number // epochs that are done
  updates: number // updates of the weights that are done
  weights: Float32Array // [weightCount]
  statistics: Float32Array // [statisticCount]
  slots: Record<string, Float32Array> // of the optimizer, [weightCount] each
  best: (EpochValue & { weights: Float32Array; statistics: Float32Array }) | null
  improved: EpochValue | null // what early stopping counts from
}

/** What of it is JSON; the arrays follow in the order of `encodeCheckpoint`. */
interface Content {
  epoch: number
  updates: number
  slots: string[]
  best: EpochValue | null
  improved: EpochValue | null
}

export function encodeCheckpoint(checkpoint: Checkpoint): Buffer {
  const { epoch, updates, weights, statistics, slots, best, improved } = checkpoint
  const content: Content = {
    epoch,
    updates,
    slots: Object.keys(slots),
    best: best && { step: best.step, value: best.value },
    improved,
  }
  const ofBest = best ? [best.weights, best.statistics] : []
  return pack('checkpoint', content, [weights, statistics, ...ofBest, ...Object.values(slots)])
}

/** @throws Error when the bytes are no checkpoint */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { content, arrays } = unpack('checkpoint', bytes)
  const { epoch, updates, slots, best, improved } = content as Content
  const next = () => arrays.shift()!
  return {
    epoch,
    updates,
    weights: next(),
    statistics: next(),
    best: best && { ...best, weights: next(), statistics: next() },
    slots: Object.fromEntries(slots.map((slot) => [slot, next()])),
    improved,
  }
}
