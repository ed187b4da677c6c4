/**
 * Registers all metrics that training reports: a new one needs a file and a line here. Schemas, faults, defaults and
 * docs/metrics.md are made from this table. Does not load TensorFlow.
 */
import type { Task } from '../../data/dataset.ts'
import type { Loss } from '../losses/loss.ts'
import { accuracy } from './accuracy.ts'
import { auc } from './auc.ts'
import { balancedAccuracy } from './balanced-accuracy.ts'
import { f1 } from './f1.ts'
import { logLoss } from './log-loss.ts'
import { loss } from './loss.ts'
import { mae } from './mae.ts'
import { mape } from './mape.ts'
import { medianAbsoluteError } from './median-absolute-error.ts'
import { type Metric, Part } from './metric.ts'
import { nll } from './nll.ts'
import { precision } from './precision.ts'
import { r2 } from './r2.ts'
import { recall } from './recall.ts'
import { rmse } from './rmse.ts'

export const metrics = {
  loss,
  accuracy,
  balancedAccuracy,
  f1,
  precision,
  recall,
  auc,
  logLoss,
  rmse,
  mae,
  medianAbsoluteError,
  mape,
  r2,
  nll,
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof metrics

const known: readonly (readonly [MetricName, Metric])[] = Object.entries<Metric>(metrics).map(
  ([name, metric]) => [name as MetricName, metric],
)

/** The metrics that fit a task and a loss, in their order. Kept: each epoch of each lane asks for them. */
const fittingKnown = new WeakMap<Loss, Partial<Record<Task, typeof known>>>()

export function fittingMetrics(loss: Loss, task: Task): typeof known {
  const kept = fittingKnown.get(loss)?.[task]
  if (kept) return kept
  const fitting = known
    .filter(([, { tasks }]) => tasks.includes(task))
    .filter(([, { needsLikelihood }]) => !needsLikelihood || loss.isLikelihood)
  fittingKnown.set(loss, { ...fittingKnown.get(loss), [task]: fitting })
  return fitting
}

/** Metrics that training with this loss can report, such as `validation.accuracy`, including those only on request. */
export function metricNames(loss: Loss, task: Task): string[] {
  const fitting = fittingMetrics(loss, task)
  return Part.options.flatMap((part) =>
    fitting.filter(([, { parts }]) => parts.includes(part)).map(([name]) => `${part}.${name}`),
  )
}

/**
 * @param metric  such as `validation.accuracy`
 * @returns       null for an unknown metric
 */
export function findMetric(metric: string): (Metric & { part: Part; name: MetricName }) | null {
  const [, part, name] = /^(train|validation)\.(\w+)$/.exec(metric) ?? []
  if (part === undefined || name === undefined || !Object.hasOwn(metrics, name)) return null
  const definition: Metric = metrics[name as MetricName]
  if (!definition.parts.includes(part as Part)) return null
  return { ...definition, part: part as Part, name: name as MetricName }
}
