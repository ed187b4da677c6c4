import { scaled } from '../measure/scores.ts'
import { defineMetric } from './metric.ts'

export const mape = defineMetric({
  summary: 'mean of |error| / |target| over the rows whose target is not 0; 0.1 is ten per cent',
  tasks: ['regression'],
  parts: ['validation'],
  better: 'minimize',
  value({ sum, facts: { relativeRows } }) {
    const relative = sum('relative')
    return relative === undefined || relativeRows === 0 ? undefined : relative / relativeRows
  },
  score: { value: scaled('relative'), scale: ({ relativeRows }) => 1 / relativeRows },
})
