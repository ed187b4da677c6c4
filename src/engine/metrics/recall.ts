import { meanOfClasses } from '../measure/classes.ts'
import { known, meanWhere, scoreOfClasses } from '../measure/scores.ts'
import { ofShare } from '../measure/standard-errors.ts'
import { defineMetric, ofClasses } from './metric.ts'

export const recall = defineMetric({
  summary: 'mean over the classes of the share of the class’s rows that are predicted correctly',
  ...ofClasses,
  better: 'maximize',
  standardError: ofShare,
  value: ({ classes }) => classes && meanOfClasses(classes, 'recall'),
  score: scoreOfClasses((tf, counts) =>
    meanWhere(tf, tf.divNoNan(counts.hits, counts.support), known(tf, counts)),
  ),
})
