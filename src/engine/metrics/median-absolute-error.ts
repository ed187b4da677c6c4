import { median } from '../measure/ranks.ts'
import { scaled } from '../measure/scores.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { defineMetric } from './metric.ts'

export const medianAbsoluteError = defineMetric({
  summary: 'median of the absolute errors, in the target’s units',
  tasks: ['regression'],
  parts: ['validation'],
  better: 'minimize',
  value({ sum, deviation }) {
    const standardised = sum('all:medianAbsoluteError')
    return standardised === undefined ? undefined : standardised * deviation
  },
  score: {
    value: scaled('all:medianAbsoluteError'),
    scale: (_part, spread) => spread,
    inTargetUnits: true,
  },
  collector: {
    numbers: () => 1,
    ofRows(tf, predicted, y) {
      const { mean } = predicted as { mean: Tensor }
      return tf.expandDims(tf.abs(tf.sub(mean, y)), 2)
    },
    ofAll: medianTensor,
    ofPredicted: (predicted, y) =>
      median(Float64Array.from(y, (own, row) => Math.abs(predicted[row]! - own))),
  },
})

function medianTensor(tf: Tf, collected: Tensor): Tensor {
  const [lanes, rows] = collected.shape as [number, number]
  const kept = Math.floor(rows / 2) + 1
  const largest = tf.topk(tf.reshape(collected, [lanes, rows]), kept).values
  const middle = rows % 2 === 1 ? 1 : Math.min(2, kept)
  return tf.mean(tf.slice(largest, [0, kept - middle], [lanes, middle]), 1)
}
