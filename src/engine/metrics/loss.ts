import { perRow, scaled } from '../measure/scores.ts'
import { bothTasks, defineMetric } from './metric.ts'

export const loss = defineMetric({
  summary:
    'mean of the training loss; for a regression, of the target as the network learns it (`preprocess.target`)',
  tasks: bothTasks,
  better: 'minimize',
  judgesDeviation: true,
  changesWithTarget: true,
  value: ({ sum, facts }) => sum('loss')! / facts.rows,
  score: { value: scaled('loss'), scale: perRow },
})
