import { perRow, scaled } from '../measure/scores.ts'
import { defineMetric, ofClasses } from './metric.ts'

export const logLoss = defineMetric({
  summary: 'mean of −ln of the predicted probability of the true class',
  ...ofClasses,
  better: 'minimize',
  value: ({ classes, loss, likelihood }) => (classes && loss.isLikelihood ? likelihood : undefined),
  score: { value: scaled('likelihood', 'loss'), scale: perRow },
})
