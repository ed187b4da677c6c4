/** The layout of the sums over the rows of a part that metrics are computed from. */
import type { Task } from '../../data/dataset.ts'
import type { Part } from '../metrics/metric.ts'

export type SumName =
  | 'loss' // weighted, as in training
  | 'likelihood' // unweighted loss, if it differs from `loss`
  | 'correct'
  | 'squared' // errors in `own`: standard deviations of the target
  | 'absolute'
  | 'relative' // |error| / |target|
  | 'hits' // by class: rows of the class predicted as such
  | 'chosen' // by class: rows predicted as the class
  | Collected

/** A metric that is computed from all rows at once. It is not a sum, but is stored with the sums. */
export type Collected = `all:${string}`

export interface SumLayout {
  sums: readonly { name: SumName; at: number; width: number }[] // in order
  added: number // number of values that are sums over rows; the collected metric follows
  count: number // number of all values
}

export function layOutSums(
  part: Part,
  of: {
    task: Task
    classes: number
    isWeighted: boolean
    hasRelative: boolean
    collected: readonly string[] // metrics
  },
): SumLayout {
  const isValidation = part === 'validation'
  const widths: [SumName, number][] = [
    ['loss', 1],
    ...(of.isWeighted ? ([['likelihood', 1]] as const) : []),
    ...(of.task === 'classification'
      ? ([['correct', 1]] as const)
      : ([
          ['squared', 1],
          ['absolute', 1],
        ] as const)),
    ...(isValidation && of.hasRelative ? ([['relative', 1]] as const) : []),
    ...(isValidation && of.task === 'classification'
      ? ([
          ['hits', of.classes],
          ['chosen', of.classes],
        ] as const)
      : []),
  ] as [SumName, number][]
  const added = widths.reduce((total, [, width]) => total + width, 0)
  for (const name of isValidation ? of.collected : []) widths.push([`all:${name}`, 1])
  let count = 0
  const sums = widths.map(([name, width]) => {
    const at = count
    count += width
    return { name, at, width }
  })
  return { sums, added, count }
}
