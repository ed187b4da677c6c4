/** @param sorted  ascending, at least one; linear between neighbours (Hyndman and Fan 1996, type 7) */
export function quantileOf(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1)
  const below = sorted[Math.floor(position)] as number
  const above = sorted[Math.ceil(position)] as number
  return below + (above - below) * (position - Math.floor(position))
}

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
