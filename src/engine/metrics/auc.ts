import { countBelow, countUpTo } from '../kernels/sorted-bounds.ts'
import { meanAreaUnderCurve } from '../measure/ranks.ts'
import { scaled } from '../measure/scores.ts'
import { ofShare } from '../measure/standard-errors.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { defineMetric, ofClasses } from './metric.ts'

export const auc = defineMetric({
  summary:
    'area under the ROC curve: the chance that a row of a class gets a higher probability of that class than a row of another class; for more than two classes, the mean over the classes',
  ...ofClasses,
  better: 'maximize',
  standardError: ofShare,
  needsTwoClasses: true,
  value: ({ sum }) => sum('all:auc'),
  score: { value: scaled('all:auc'), scale: () => 1 },
  collector: {
    // for two classes, the probability of the second one is enough
    numbers: (classes) => (classes > 2 ? classes : 1),
    ofRows(tf, predicted) {
      const { probabilities } = predicted as { probabilities: Tensor }
      const [lanes, rows, classes] = probabilities.shape as [number, number, number]
      return classes > 2 ? probabilities : tf.slice(probabilities, [0, 0, 1], [lanes, rows, 1])
    },
    ofAll: areaUnderCurve,
    ofPredicted: meanAreaUnderCurve,
  },
})

/**
 * For each class, the share of pairs (a row of the class and another row) whose probabilities are in the right order;
 * ties count half. Returns the mean over the classes that have both kinds of rows.
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
  // a value above every probability sorts the class's own rows after all others
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
