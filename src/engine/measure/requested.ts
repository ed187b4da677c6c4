/** Chooses the requested metrics that need all validation rows at once. */
import type { DeviceData } from '../device-data.ts'
import { findMetric, type MetricName, metrics } from '../metrics/index.ts'

/**
 * The requested metrics that are computed from all validation rows at once, in the order of the registry.
 *
 * @param wanted  metrics, named as in a study
 * @throws Error if one of them is undefined for these rows
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
    const why = 'needs two classes, but all validation rows of a fold belong to one class'
    throw new Error(`${unfit.name} ${why}`)
  }
  const names = new Set(asked.map(({ name }) => name))
  return (Object.keys(metrics) as MetricName[]).filter((name) => names.has(name))
}
