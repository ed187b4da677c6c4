import { normalQuantile } from '../../../search/math/normal-quantile.ts'
import { quantilesOf } from './quantiles.ts'

/** Values and their normal scores, both ascending without repeats. */
export interface NormalScores {
  values: number[]
  scores: number[]
}

/**
 * Quantiles of the values beside the same quantiles of a standard normal distribution; the smallest of n values is at
 * quantile 1/(2n). A value that repeats gets the mean of its scores.
 *
 * @param count  of the quantiles at most, from 2
 */
export function fitNormalScores(values: Float64Array, count: number): NormalScores {
  const rows = values.length
  const kept = Math.max(2, Math.min(count, rows))
  const found = new Map<number, number[]>()
  for (const [index, value] of quantilesOf(values, kept).entries()) {
    const score = normalQuantile(((index / (kept - 1)) * (rows - 1) + 0.5) / rows)
    found.set(value, [...(found.get(value) ?? []), score])
  }
  return { values: [...found.keys()], scores: [...found.values()].map(mean) }
}

/** The value at `x` of a function that is linear between the points (from, to), and constant outside of them. */
export function interpolate(x: number, from: readonly number[], to: readonly number[]): number {
  const last = from.length - 1
  if (!(x > from[0]!)) return to[0]!
  if (x >= from[last]!) return to[last]!
  let [low, high] = [0, last]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (from[middle]! <= x) low = middle
    else high = middle
  }
  const share = (x - from[low]!) / (from[high]! - from[low]!)
  return to[low]! + share * (to[high]! - to[low]!)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
