/** Caches the order of samples in each epoch, which is the same for all trials of a study. */
import { shuffled } from '../rng.ts'

export interface EpochOrders {
  /**
   * Every row once, in the epoch's order, then the last rows again up to `length`, in reverse. Mixup pairs each row
   * with the one at its place from the end, so that rows of an incomplete last batch are paired with each other.
   *
   * @param epoch  from 1
   */
  get(epoch: number, request: { seed: number; rows: number; length: number }): Int32Array
}

/** @param limitBytes  size of the cache; the oldest orders are dropped first */
export function createEpochOrders(limitBytes: number): EpochOrders {
  const kept = new Map<string, Int32Array>()
  let bytes = 0
  return {
    get(epoch, { seed, rows, length }) {
      const key = `${seed} ${rows} ${length} ${epoch}`
      const known = kept.get(key)
      if (known) return known
      const once = shuffled({ seed, purpose: 'order', stream: epoch }, rows)
      const order = new Int32Array(length)
      order.set(once)
      order.set(once.subarray(2 * rows - length), rows)
      kept.set(key, order)
      bytes += order.byteLength
      for (const [oldest, { byteLength }] of kept) {
        if (bytes <= limitBytes || oldest === key) break
        kept.delete(oldest)
        bytes -= byteLength
      }
      return order
    },
  }
}
