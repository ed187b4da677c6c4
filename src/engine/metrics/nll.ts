import { perRow, scaled } from '../measure/scores.ts'
import { bothTasks, defineMetric } from './metric.ts'

export const nll = defineMetric({
  summary: 'mean negative log-likelihood of the target, in nats and the target’s units',
  tasks: bothTasks,
  better: 'minimize',
  needsLikelihood: true,
  judgesDeviation: true,
  // the density in the target's units is the density of the standardised value divided by the deviation
  value: ({ likelihood, deviation }) => likelihood + Math.log(deviation),
  score: { value: scaled('likelihood', 'loss'), scale: perRow },
})
