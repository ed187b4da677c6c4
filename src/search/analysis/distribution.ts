/** Computes the empirical distribution function of values: the share of them that is at most as large. */
import { z } from 'zod'

export const DistributionStep = z.strictObject({
  value: z.number(),
  share: z.number().describe('share of trials with at most this value'), // in (0, 1], exact
})
export type DistributionStep = z.infer<typeof DistributionStep>

/**
 * Returns all steps, or `count` ≥ 2 of them evenly spaced by rank, including the smallest and the largest value.
 *
 * @param sorted  ascending
 */
export function distributionSteps(sorted: Float64Array, count: number): DistributionStep[] {
  const steps: DistributionStep[] = []
  const wanted = Math.min(count, sorted.length)
  let behind = 0 // number of values already passed
  for (let i = 0; i < wanted; i++) {
    const rank = wanted === 1 ? 0 : Math.round((i / (wanted - 1)) * (sorted.length - 1))
    if (rank < behind) continue
    const value = sorted[rank] as number
    behind = upperBound(sorted, value, rank)
    steps.push({ value, share: behind / sorted.length })
  }
  return steps
}

/** Returns the first index from `start` with a larger value. */
function upperBound(sorted: Float64Array, value: number, start: number): number {
  let [low, high] = [start, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low
}
