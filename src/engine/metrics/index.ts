/**
 * Every metric that training reports: what it means and which way is better. Schemas, faults, defaults and docs/metrics.md
 * are made from this table. Loads no TensorFlow.
 */
import { z } from 'zod'
import type { Task } from '../../data/dataset.ts'
import type { Direction } from '../../search/compare/direction.ts'
import type { Loss } from '../losses/loss.ts'

/** Of the data, in the order in which metrics are listed. */
export const Part = z.enum(['validation', 'train'])
export type Part = z.infer<typeof Part>

export interface MetricDefinition {
  summary: string
  tasks: readonly Task[]
  better: Direction
  /** Default: both; running averages over batches give some metrics, and not others. */
  parts?: readonly Part[]
  /** Reported only where the loss is a negative log-likelihood. */
  needsLikelihood?: true
  /** Sorts the validation rows each epoch: reported where a study asks for it, or is judged by it. */
  isOnRequest?: true
}

const both = ['classification', 'regression'] as const
const ofClasses = { tasks: ['classification'], parts: ['validation'] } as const

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
  balancedAccuracy: {
    summary: 'mean over the classes of the share of its rows that are found',
    ...ofClasses,
    better: 'maximize',
  },
  f1: {
    summary: 'mean over the classes of the harmonic mean of precision and recall',
    ...ofClasses,
    better: 'maximize',
  },
  precision: {
    summary: 'mean over the classes of the share of right ones among the rows given to it',
    ...ofClasses,
    better: 'maximize',
  },
  recall: {
    summary: 'mean over the classes of the share of its rows that are found',
    ...ofClasses,
    better: 'maximize',
  },
  auc: {
    summary:
      'area under the ROC curve: the chance that a row of a class has a higher probability of it than a row of another; with more than two classes the mean over them',
    ...ofClasses,
    better: 'maximize',
    isOnRequest: true,
  },
  logLoss: {
    summary: 'mean of −ln of the probability that the true class is given',
    ...ofClasses,
    better: 'minimize',
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
  medianAbsoluteError: {
    summary: 'median of the absolute errors, in the target’s units',
    tasks: ['regression'],
    parts: ['validation'],
    better: 'minimize',
    isOnRequest: true,
  },
  mape: {
    summary:
      'mean of the absolute error over the size of the target, of rows whose target is not 0; 0.1 is ten per cent',
    tasks: ['regression'],
    parts: ['validation'],
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

export type MetricName = keyof typeof metrics

/** What training with this loss can report, such as `validation.accuracy`; what is on request is among it. */
export function metricNames(loss: Loss, task: Task): string[] {
  const known: [string, MetricDefinition][] = Object.entries(metrics)
  const fitting = known
    .filter(([, { tasks }]) => tasks.includes(task))
    .filter(([, { needsLikelihood }]) => !needsLikelihood || loss.isLikelihood)
  return Part.options.flatMap((part) =>
    fitting
      .filter(([, { parts }]) => (parts ?? [part]).includes(part))
      .map(([name]) => `${part}.${name}`),
  )
}

/**
 * @param metric  as a study names it, such as `validation.accuracy`
 * @returns       null: training reports no such metric, whatever the task
 */
export function metricOf(
  metric: string,
): (MetricDefinition & { part: Part; name: MetricName }) | null {
  const [, part, name] = /^(train|validation)\.(\w+)$/.exec(metric) ?? []
  if (part === undefined || name === undefined || !Object.hasOwn(metrics, name)) return null
  const definition: MetricDefinition = metrics[name as MetricName]
  if (!(definition.parts ?? [part]).includes(part as Part)) return null
  return { ...definition, part: part as Part, name: name as MetricName }
}
