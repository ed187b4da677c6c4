import { meanOfClasses } from '../measure/classes.ts'
import { meanWhere, scoreOfClasses } from '../measure/scores.ts'
import { ofShare } from '../measure/standard-errors.ts'
import { defineMetric, ofClasses } from './metric.ts'

export const balancedAccuracy = defineMetric({
  summary: 'mean over the classes of the share of the class’s rows that are predicted correctly',
  ...ofClasses,
  better: 'maximize',
  standardError: ofShare,
  value: ({ classes }) => classes && meanOfClasses(classes, 'recall', ({ support }) => support > 0),
  score: scoreOfClasses((tf, { hits, support }) =>
    meanWhere(tf, tf.divNoNan(hits, support), support),
  ),
})
