/** Checks that a metric is one that training reports. */
import type { Task } from '../../data/dataset.ts'
import { losses } from '../../engine/losses/index.ts'
import type { Loss } from '../../engine/losses/loss.ts'
import { metricNames } from '../../engine/metrics/index.ts'
import { didYouMean } from '../../nearby.ts'

/**
 * @param metric    such as `validation.accuracy`
 * @param task      null: unknown, any task
 * @param lossType  of every trial; null if the search varies it
 * @returns         a message that lists the reported metrics, or null if the metric is valid
 */
export function metricFault(
  metric: string,
  task: Task | null,
  lossType: string | null,
): string | null {
  const all = Object.entries(losses as Record<string, Loss>)
  if (task === null) {
    const names = all.flatMap(([, loss]) => loss.tasks.flatMap((one) => metricNames(loss, one)))
    return names.includes(metric) ? null : noMetric(metric, 'any training', [...new Set(names)])
  }
  const fitting = all
    .filter(([type, loss]) => loss.tasks.includes(task) && (lossType ?? type) === type)
    .map(([, loss]) => metricNames(loss, task))
  // a metric that only some losses report would leave the other trials without a value
  const [first = [], ...others] = fitting
  const names = first.filter((name) => others.every((own) => own.includes(name)))
  if (names.length === 0 || names.includes(metric)) return null
  const of = lossType === null ? `a ${task}` : `a ${task} with ${lossType}`
  return noMetric(metric, of, names)
}

function noMetric(metric: string, of: string, names: readonly string[]): string {
  const hint = didYouMean(metric, names)
  const none = `${JSON.stringify(metric)} is not reported by ${of}`
  const all = `he reported metrics are ${names.join(', ')}`
  return hint === '' ? `${none}: t${all}` : `${none}: ${hint} T${all}`
}
