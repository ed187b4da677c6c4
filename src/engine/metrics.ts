/** Metrics of a split: sums on tensors while batches pass, numbers in the target's own units at the end. */
import type { Task } from '../data/dataset.ts'
import type { Loss } from './losses/loss.ts'
import type { Tensor, Tf } from './tensorflow.ts'

export type Metrics = Record<string, number>

/** How standardised values become the target's own: value · deviation + mean. */
export interface TargetScale {
  mean: number
  deviation: number
}

interface SumsContext {
  outputs: Tensor // [lanes, batch, outputs]
  perSample: Tensor // [lanes, batch], the loss
  y: Tensor // [lanes or 1, batch]
  mask: Tensor // [lanes or 1, batch]
}

/**
 * Over the rows that count: [loss, correct] for classes, [loss, squared error, absolute error] for values.
 *
 * @returns  [lanes, sums]
 */
export function sumsOf(tf: Tf, loss: Loss, { outputs, perSample, y, mask }: SumsContext): Tensor {
  const counted = [perSample]
  const predicted = loss.predict(tf, outputs)
  if ('probabilities' in predicted) {
    counted.push(tf.cast(tf.equal(tf.argMax(predicted.probabilities, 2), y), 'float32'))
  } else {
    const error = tf.sub(predicted.mean, y)
    counted.push(tf.square(error), tf.abs(error))
  }
  const weight = tf.expandDims(mask, 1)
  return tf.sum(tf.mul(tf.stack(counted, 1), weight), 2)
}

/** How many sums `sumsOf` gives. */
export function sumCount(task: Task): number {
  return task === 'classification' ? 2 : 3
}

/**
 * @param sums  as `sumsOf` gives them, over `rows` rows
 * @param part  rows of the split, and for values its total of squares about the mean, standardised
 */
export function metricsOf(
  sums: ArrayLike<number>,
  part: { rows: number; totalSquares: number },
  { loss, target }: { loss: Loss; target: TargetScale | null },
): Metrics {
  const { rows, totalSquares } = part
  const metrics: Metrics = { loss: sums[0]! / rows }
  if (target === null) metrics.accuracy = sums[1]! / rows
  else {
    metrics.rmse = Math.sqrt(sums[1]! / rows) * target.deviation
    metrics.mae = (sums[2]! / rows) * target.deviation
    // scikit-learn's convention where the targets do not vary
    metrics.r2 = totalSquares > 0 ? 1 - sums[1]! / totalSquares : sums[1] === 0 ? 1 : 0
  }
  // a density in the target's own units is that of the standardised value over the deviation
  if (loss.isLikelihood) metrics.nll = metrics.loss! + Math.log(target?.deviation ?? 1)
  return metrics
}

/** Sum of squares about the mean. */
export function totalSquaresOf(values: ArrayLike<number>): number {
  let mean = 0
  let total = 0
  for (let index = 0; index < values.length; index++) {
    const distance = values[index]! - mean
    mean += distance / (index + 1)
    total += distance * (values[index]! - mean)
  }
  return total
}
