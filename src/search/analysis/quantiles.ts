import { quantileOf } from '../math/quantile.ts'

/** What a box plot shows. */
export interface Spread {
  low: number // the 10th percentile
  lower: number // the 25th
  median: number
  upper: number // the 75th
  high: number // the 90th
}

/** @param values  at least one, in any order */
export function spreadOf(values: Float64Array): Spread {
  const sorted = values.toSorted()
  return {
    low: quantileOf(sorted, 0.1),
    lower: quantileOf(sorted, 0.25),
    median: quantileOf(sorted, 0.5),
    upper: quantileOf(sorted, 0.75),
    high: quantileOf(sorted, 0.9),
  }
}
