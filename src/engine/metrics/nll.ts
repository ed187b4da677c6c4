import { perRow, scaled } from '../measure/scores.ts'
import { bothTasks, defineMetric } from './metric.ts'

export const nll = defineMetric({
  summary: 'mean negative log-likelihood of the target, in nats and the target’s units',
  tasks: bothTasks,
  better: 'minimize',
  needsLikelihood: true,
  // a density in the target's own units is that of the standardised value over the deviation
  value: ({ likelihood, deviation }) => likelihood + Math.log(deviation),
  score: { value: scaled('likelihood', 'loss'), scale: perRow },
})
