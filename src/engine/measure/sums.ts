/** Sums over the rows of a batch, on tensors; additive over batches and chunks of any size. */
import { toOneHot } from '../kernels/cross-entropy.ts'
import type { Predicted } from '../losses/loss.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import type { SumLayout, SumName } from './layout.ts'

export interface SumsContext {
  predicted: Predicted // values in `own`, see own-units.ts
  perSample: Tensor // [lanes, batch], the loss
  weighted: Tensor // [lanes, batch], the same times the row's weight
  y: Tensor // [lanes or 1, batch], class indices or the target in `own`
  relative: Tensor | null // [lanes or 1, batch], deviation / |target|; 0 where the target is 0
  mask: Tensor // [lanes or 1, batch]
}

/**
 * Sums over the rows without padding, in the order of the layout.
 *
 * @returns  [lanes, layout.added]
 */
export function sumRows(tf: Tf, layout: SumLayout, context: SumsContext): Tensor {
  const { perSample, weighted, mask } = context
  const ofRows: Partial<Record<SumName, Tensor>> = {
    loss: weighted,
    likelihood: perSample,
    ...rowErrors(tf, context),
  }
  const single = layout.sums.filter(({ name, at }) => at < layout.added && ofRows[name])
  const stacked = tf.stack(
    single.map(({ name }) => ofRows[name]!),
    1,
  )
  const sums = tf.sum(tf.mul(stacked, tf.expandDims(mask, 1)), 2)
  if (!layout.sums.some(({ name }) => name === 'hits')) return sums
  return tf.concat([sums, countByClass(tf, context, ofRows.correct!)], 1)
}

function rowErrors(
  tf: Tf,
  { predicted, y, relative }: SumsContext,
): Partial<Record<SumName, Tensor>> {
  if ('probabilities' in predicted) {
    const chosen = tf.argMax(predicted.probabilities, 2)
    return { correct: tf.cast(tf.equal(chosen, y), 'float32') }
  }
  const error = tf.sub(predicted.mean, y)
  const absolute = tf.abs(error)
  const squared = tf.square(error)
  return relative
    ? { squared, absolute, relative: tf.mul(absolute, relative) }
    : { squared, absolute }
}

/** `hits`, then `chosen` of each class: [lanes, 2 · classes]. */
function countByClass(tf: Tf, { predicted, mask }: SumsContext, correct: Tensor): Tensor {
  const { probabilities } = predicted as { probabilities: Tensor }
  const [lanes, rows, classes] = probabilities.shape as [number, number, number]
  const chosen = tf.reshape(tf.argMax(probabilities, 2), [lanes * rows])
  const oneHot = tf.reshape(toOneHot(tf, chosen, classes), [lanes, rows, classes])
  const counted = tf.stack([tf.mul(correct, mask), tf.mul(tf.onesLike(correct), mask)], 1)
  return tf.reshape(tf.matMul(counted, oneHot), [lanes, 2 * classes])
}
