import { meanOfClasses } from '../measure/classes.ts'
import { known, meanWhere, scoreOfClasses } from '../measure/scores.ts'
import { ofShare } from '../measure/standard-errors.ts'
import { defineMetric, ofClasses } from './metric.ts'

export const precision = defineMetric({
  summary: 'mean over the classes of the share of rows predicted as the class that belong to it',
  ...ofClasses,
  better: 'maximize',
  standardError: ofShare,
  value: ({ classes }) => classes && meanOfClasses(classes, 'precision'),
  score: scoreOfClasses((tf, counts) =>
    meanWhere(tf, tf.divNoNan(counts.hits, counts.chosen), known(tf, counts)),
  ),
})
