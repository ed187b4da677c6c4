import { scaled } from '../measure/scores.ts'
import { ofRootMeanSquare } from '../measure/standard-errors.ts'
import { defineMetric } from './metric.ts'

export const rmse = defineMetric({
  summary: 'root of the mean squared error, in the target’s units',
  tasks: ['regression'],
  better: 'minimize',
  standardError: ofRootMeanSquare,
  value: ({ sum, facts, deviation }) => Math.sqrt(sum('squared')! / facts.rows) * deviation,
  score: {
    value: (tf, given) => tf.sqrt(scaled('squared')(tf, given)),
    scale: ({ rows }, spread) => spread ** 2 / rows,
    inTargetUnits: true,
  },
})
