/** Metrics that are reported on request, for they need all validation rows at once. */
import type { DeviceData } from '../device-data.ts'
import { metricOf } from './index.ts'
import type { Collected } from './layout.ts'

/**
 * What the validation rows are collected for.
 *
 * @param wanted  metrics as a study names them
 * @throws Error when it means nothing for these rows
 */
export function collectedFor(
  wanted: readonly string[],
  { task, validation }: Pick<DeviceData, 'task' | 'validation'>,
): Collected | null {
  const found = wanted
    .map(metricOf)
    .find((known) => known?.isOnRequest && known.tasks.includes(task))
  if (!found) return null
  const isUndefined = validation.facts.some(
    ({ rows, support }) => !support.some((count) => count > 0 && count < rows),
  )
  if (found.name === 'auc' && isUndefined) {
    throw new Error('auc compares classes, and the validation rows of a fold are all of one class')
  }
  return found.name as Collected
}
