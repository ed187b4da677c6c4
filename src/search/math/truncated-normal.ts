import { normalCdf } from './normal.ts'
import { normalQuantile } from './normal-quantile.ts'

export interface TruncatedNormal {
  mean: number // in [low, high]
  sd: number // above 0
  low: number
  high: number
}

const even = 1e-5 // width of the interval in deviations; below it the density varies by less than 1e-10

/** Computes a quantile of a normal distribution truncated at both ends. */
export function truncatedNormalQuantile(normal: TruncatedNormal, p: number): number {
  const { mean, sd, low, high } = normal
  if (high - low < even * sd) return Math.min(high, low + p * (high - low))
  const below = normalCdf((low - mean) / sd)
  const above = normalCdf((mean - high) / sd)
  // count from the nearer end, to avoid the rounding error of 1 - p
  const isLow = p <= 0.5
  const tail = isLow ? below + p * (1 - above - below) : above + (1 - p) * (1 - above - below)
  const z = normalQuantile(Math.min(1, Math.max(0, tail)))
  return Math.min(high, Math.max(low, mean + sd * (isLow ? z : -z)))
}
