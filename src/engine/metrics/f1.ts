import { meanOfClasses } from '../measure/classes.ts'
import { known, meanWhere, scoreOfClasses } from '../measure/scores.ts'
import { ofShare } from '../measure/standard-errors.ts'
import { defineMetric, ofClasses } from './metric.ts'

export const f1 = defineMetric({
  summary: 'mean over the classes of the harmonic mean of precision and recall',
  ...ofClasses,
  better: 'maximize',
  standardError: ofShare,
  value: ({ classes }) => classes && meanOfClasses(classes, 'f1'),
  score: scoreOfClasses((tf, counts) => {
    const all = known(tf, counts)
    return meanWhere(tf, tf.divNoNan(tf.mul(counts.hits, 2), all), all)
  }),
})
