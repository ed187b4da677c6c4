/** Which samples make which batch: from the study's seed, so that all its trials see the same batches. */
import { shuffled } from './rng.ts'

export interface Batches {
  order: Int32Array // [batchCount · size]: each sample once, then the first again to fill up the last batch
  size: number
  lastSize: number // samples of the last batch that count, 1 ≤ lastSize ≤ size
}

/**
 * All batches of an epoch, of one size, so that a compiled graph has fixed shapes.
 *
 * @param batchSize  where the data have fewer samples, one batch takes them all
 * @param epoch      from 1
 */
export function epochBatches(
  orderSeed: number,
  { rows, batchSize, epoch }: { rows: number; batchSize: number; epoch: number },
): Batches {
  const size = Math.min(batchSize, rows)
  const batchCount = Math.ceil(rows / size)
  const once = shuffled({ seed: orderSeed, purpose: 'order', stream: epoch }, rows)
  const order = new Int32Array(batchCount * size).fill(once[0]!)
  order.set(once)
  return { order, size, lastSize: rows - (batchCount - 1) * size }
}
