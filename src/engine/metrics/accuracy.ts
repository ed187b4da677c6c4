import { perRow, scaled } from '../measure/scores.ts'
import { ofShare } from '../measure/standard-errors.ts'
import { defineMetric } from './metric.ts'

export const accuracy = defineMetric({
  summary: 'share of the rows whose most probable class is the true one',
  tasks: ['classification'],
  better: 'maximize',
  standardError: ofShare,
  value: ({ sum, facts }) => sum('correct')! / facts.rows,
  score: { value: scaled('correct'), scale: perRow },
})
