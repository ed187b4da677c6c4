/** The order of samples in each epoch, kept for the next trials: all trials of a study see the same. */
import { shuffled } from '../rng.ts'

export interface EpochOrders {
  /**
   * Every row once, in the epoch's order, then its last ones again up to `length`: read from its end, a last batch that
   * they fill up begins with its own rows, so that mixup pairs those alone.
   *
   * @param epoch  from 1
   */
  get(epoch: number, request: { seed: number; rows: number; length: number }): Int32Array
}

/** @param limitBytes  of what is kept: the oldest orders go first */
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
