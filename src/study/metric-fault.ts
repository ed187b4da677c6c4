/** Is this a metric that training reports? */
import type { Task } from '../data/dataset.ts'
import { losses } from '../engine/losses/index.ts'
import type { Loss } from '../engine/losses/loss.ts'
import { metricNames } from '../engine/metrics/index.ts'

/**
 * @param metric    such as `validation.accuracy`
 * @param lossType  of every trial; null when the search varies it
 * @returns         why it is none, naming those that there are; null when it is one
 */
export function metricFault(metric: string, task: Task, lossType: string | null): string | null {
  const fitting = Object.entries(losses as Record<string, Loss>)
    .filter(([type, loss]) => loss.tasks.includes(task) && (lossType ?? type) === type)
    .map(([, loss]) => metricNames(loss, task))
  // a metric that only some of the losses report would leave the other trials without a value
  const [first = [], ...others] = fitting
  const names = first.filter((name) => others.every((own) => own.includes(name)))
  if (names.length === 0 || names.includes(metric)) return null
  const of = lossType === null ? `a ${task}` : `a ${task} with ${lossType}`
  return `${JSON.stringify(metric)} is not reported by ${of}: there are ${names.join(', ')}`
}
