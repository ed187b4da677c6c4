import { quantile } from '../../../search/math/quantile.ts'

/**
 * Evenly spaced quantiles from the smallest to the largest value, never descending.
 *
 * @param values  in any order, at least one
 * @param count   of the quantiles, from 2
 */
export function quantilesOf(values: Float64Array, count: number): number[] {
  const sorted = values.slice().sort()
  let highest = sorted[0]!
  return Array.from({ length: count }, (_, index) => {
    // rounding may put one interpolated quantile above the next
    highest = Math.max(highest, quantile(sorted, index / (count - 1)))
    return highest
  })
}
