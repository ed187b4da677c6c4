import { scaled } from '../measure/scores.ts'
import { ofMeanSquare } from '../measure/standard-errors.ts'
import { defineMetric } from './metric.ts'

export const r2 = defineMetric({
  summary:
    'share of the target’s variance that the predictions explain: 1 is perfect, 0 is as good as always predicting the mean',
  tasks: ['regression'],
  better: 'maximize',
  standardError: (value, rows) => ofMeanSquare(1 - value, rows),
  value({ sum, facts: { totalSquares } }) {
    const squared = sum('squared')!
    // scikit-learn's convention for constant targets
    return totalSquares > 0 ? 1 - squared / totalSquares : squared === 0 ? 1 : 0
  },
  score: {
    value: (tf, given) => tf.neg(scaled('squared')(tf, given)),
    scale: ({ totalSquares }) => 1 / (totalSquares || 1),
  },
})
