/** Chooses the metric on request, which needs all validation rows at once. */
import type { DeviceData } from '../device-data.ts'
import { findMetric, type MetricName, metrics } from '../metrics/index.ts'

/**
 * What the validation rows are collected for, in the order of the registry.
 *
 * @param wanted  metrics as a study names them
 * @throws Error when one of them means nothing for these rows
 */
export function collectedFor(
  wanted: readonly string[],
  { task, validation }: Pick<DeviceData, 'task' | 'validation'>,
): MetricName[] {
  const asked = wanted
    .map(findMetric)
    .filter((known) => known?.collector && known.tasks.includes(task))
    .flatMap((known) => known ?? [])
  const isOneClass = validation.facts.some(
    ({ rows, support }) => !support.some((count) => count > 0 && count < rows),
  )
  const unfit = asked.find(({ needsTwoClasses }) => needsTwoClasses)
  if (unfit && isOneClass) {
    const why = 'needs two classes, and in a fold all validation rows are of one class'
    throw new Error(`${unfit.name} ${why}`)
  }
  const names = new Set(asked.map(({ name }) => name))
  return (Object.keys(metrics) as MetricName[]).filter((name) => names.has(name))
}
