/**
 * Every metric that training reports: what it means and which way is better. Schemas, faults, defaults and docs/metrics.md
 * are made from this table. Loads no TensorFlow.
 */
import type { Task } from '../../data/dataset.ts'
import type { Loss } from '../losses/loss.ts'

export type Part = 'train' | 'validation'

export interface MetricDefinition {
  summary: string
  tasks: readonly Task[]
  better: 'minimize' | 'maximize'
  /** Reported only where the loss is a negative log-likelihood. */
  needsLikelihood?: true
}

const both = ['classification', 'regression'] as const

export const metrics = {
  loss: {
    summary:
      'mean of the loss that is trained; of a regression, in terms of the standardised target',
    tasks: both,
    better: 'minimize',
  },
  accuracy: {
    summary: 'share of the rows whose most probable class is right',
    tasks: ['classification'],
    better: 'maximize',
  },
  rmse: {
    summary: 'root of the mean squared error, in the target’s units',
    tasks: ['regression'],
    better: 'minimize',
  },
  mae: {
    summary: 'mean absolute error, in the target’s units',
    tasks: ['regression'],
    better: 'minimize',
  },
  r2: {
    summary:
      'share of the target’s variance that is explained: 1 is perfect, 0 is the mean for every row',
    tasks: ['regression'],
    better: 'maximize',
  },
  nll: {
    summary: 'mean negative log-likelihood of the target, in nats and the target’s units',
    tasks: both,
    better: 'minimize',
    needsLikelihood: true,
  },
} as const satisfies Record<string, MetricDefinition>

/** The names of a part's metrics, when training with this loss. */
export function metricNames(loss: Loss, task: Task): string[] {
  const known: [string, MetricDefinition][] = Object.entries(metrics)
  return known
    .filter(([, { tasks }]) => tasks.includes(task))
    .filter(([, { needsLikelihood }]) => !needsLikelihood || loss.isLikelihood)
    .map(([name]) => name)
}

/**
 * @param metric  as a study names it, such as `validation.accuracy`
 * @returns       null: it is none of these
 */
export function metricOf(metric: string): (MetricDefinition & { part: Part; name: string }) | null {
  const [, part, name] = /^(train|validation)\.(\w+)$/.exec(metric) ?? []
  if (part === undefined || name === undefined || !Object.hasOwn(metrics, name)) return null
  const definition: MetricDefinition = metrics[name as keyof typeof metrics]
  return { ...definition, part: part as Part, name }
}
