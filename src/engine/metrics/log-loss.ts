import { perRow, scaled } from '../measure/scores.ts'
import { ofMeanExponential } from '../measure/standard-errors.ts'
import { defineMetric, ofClasses } from './metric.ts'

export const logLoss = defineMetric({
  summary: 'mean of −ln of the predicted probability of the true class',
  ...ofClasses,
  better: 'minimize',
  standardError: ofMeanExponential,
  value: ({ classes, loss, likelihood }) => (classes && loss.isLikelihood ? likelihood : undefined),
  score: { value: scaled('likelihood', 'loss'), scale: perRow },
})
