/** Which sums over the rows of a part metrics are made of, and where they stand side by side. */
import type { Task } from '../../data/dataset.ts'
import type { Part } from '../metrics/metric.ts'

export type SumName =
  | 'loss' // weighted, as it is trained
  | 'likelihood' // the loss of each row, unweighted; where it differs from `loss`
  | 'correct'
  | 'squared' // errors, standardised
  | 'absolute'
  | 'relative' // errors over the size of the target
  | 'hits' // by class: rows of it that were given to it
  | 'chosen' // by class: rows that were given to it
  | Collected

/** The metric of this name, which all rows together give once each is known: no sum, but it travels with them. */
export type Collected = `all:${string}`

export interface SumLayout {
  sums: readonly { name: SumName; at: number; width: number }[] // in their order
  added: number // numbers that are sums over rows; what was collected comes behind
  count: number // of all numbers
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
