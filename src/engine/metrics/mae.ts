import { scaled } from '../measure/scores.ts'
import { ofMeanAbsolute } from '../measure/standard-errors.ts'
import { defineMetric } from './metric.ts'

export const mae = defineMetric({
  summary: 'mean absolute error, in the target’s units',
  tasks: ['regression'],
  better: 'minimize',
  standardError: ofMeanAbsolute,
  value: ({ sum, facts, deviation }) => (sum('absolute')! / facts.rows) * deviation,
  score: {
    value: scaled('absolute'),
    scale: ({ rows }, spread) => spread / rows,
    inTargetUnits: true,
  },
})
