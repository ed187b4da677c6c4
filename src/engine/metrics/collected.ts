/**
 * Metrics that need all rows of a part at once, on tensors. Each row leaves some numbers, whatever the chunk it is in;
 * what they make is computed when all are there.
 */
import { countBelow, countUpTo } from '../kernels/sorted-bounds.ts'
import type { Predicted } from '../losses/loss.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import type { Collected } from './layout.ts'

interface Collector {
  /** Of each row: [lanes, batch, numbers]. */
  ofRows(tf: Tf, predicted: Predicted, y: Tensor): Tensor
  /**
   * @param collected  [lanes, rows, numbers]
   * @param y          [lanes or 1, rows]
   * @returns          [lanes]
   */
  ofAll(tf: Tf, collected: Tensor, y: Tensor): Tensor
}

export const collectors: Record<Collected, Collector> = {
  auc: {
    ofRows(tf, predicted) {
      const { probabilities } = predicted as { probabilities: Tensor }
      const [lanes, rows, classes] = probabilities.shape as [number, number, number]
      // of two classes the second's probability says it all
      return classes > 2 ? probabilities : tf.slice(probabilities, [0, 0, 1], [lanes, rows, 1])
    },
    ofAll: areaUnderCurve,
  },
  medianAbsoluteError: {
    ofRows(tf, predicted, y) {
      const { mean } = predicted as { mean: Tensor }
      return tf.expandDims(tf.abs(tf.sub(mean, y)), 2)
    },
    ofAll: median,
  },
}

/**
 * For each class the share of the pairs, a row of it and another, whose probabilities of it stand in the right order;
 * ties count half. The mean over the classes that have both kinds of rows.
 *
 * @see Hanley & McNeil 1982, "The meaning and use of the area under a ROC curve", Radiology 143
 */
function areaUnderCurve(tf: Tf, collected: Tensor, y: Tensor): Tensor {
  const [lanes, rows, columns] = collected.shape as [number, number, number]
  const byClass = (values: Tensor) =>
    tf.reshape(tf.transpose(values, [0, 2, 1]), [lanes * columns, rows])
  const classes = columns === 1 ? tf.tensor1d([1]) : tf.range(0, columns, 1, 'float32')
  const isOfClass = tf.equal(tf.expandDims(tf.cast(y, 'float32'), 2), classes)
  const isPositive = tf.cast(
    byClass(y.shape[0] === lanes ? isOfClass : tf.tile(isOfClass, [lanes, 1, 1])),
    'float32',
  )
  const probabilities = byClass(collected)
  // above every probability, the class's own rows come behind all others
  const others = tf.add(tf.mul(probabilities, tf.sub(1, isPositive)), tf.mul(isPositive, 2))
  const sorted = tf.neg(tf.topk(tf.neg(others), rows).values)
  const below = tf.cast(countBelow(tf, sorted, probabilities), 'float32')
  const upTo = tf.cast(countUpTo(tf, sorted, probabilities), 'float32')
  const positives = tf.sum(isPositive, 1, true)
  const negatives = tf.sub(rows, positives)
  const won = tf.divNoNan(tf.add(below, upTo), tf.mul(negatives, 2))
  const areas = tf.divNoNan(tf.sum(tf.mul(isPositive, won), 1, true), positives)
  const isDefined = tf.cast(tf.greater(tf.mul(positives, negatives), 0), 'float32')
  const sum = tf.sum(tf.reshape(areas, [lanes, columns]), 1)
  return tf.div(sum, tf.sum(tf.reshape(isDefined, [lanes, columns]), 1))
}

function median(tf: Tf, collected: Tensor): Tensor {
  const [lanes, rows] = collected.shape as [number, number]
  const kept = Math.floor(rows / 2) + 1
  const largest = tf.topk(tf.reshape(collected, [lanes, rows]), kept).values
  const middle = rows % 2 === 1 ? 1 : Math.min(2, kept)
  return tf.mean(tf.slice(largest, [0, kept - middle], [lanes, middle]), 1)
}
