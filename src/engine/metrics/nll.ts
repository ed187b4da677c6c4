import { perRow, scaled } from '../measure/scores.ts'
import { bothTasks, defineMetric } from './metric.ts'

export const nll = defineMetric({
  summary: 'mean negative log-likelihood of the target, in nats and the target’s units',
  tasks: bothTasks,
  better: 'minimize',
  needsLikelihood: true,
  judgesDeviation: true,
  // a density changes with the slope of y, which the network learns, over the target in its own units
  value: ({ likelihood, facts, deviation }) => likelihood - facts.logSlope + Math.log(deviation),
  score: { value: scaled('likelihood', 'loss'), scale: perRow },
})
