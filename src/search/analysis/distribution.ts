/** The empirical distribution function of values: which share of them is at most as large. */
import { z } from 'zod'

export const DistributionStep = z.strictObject({
  value: z.number(),
  share: z.number().describe('of the trials whose value is at most this large'), // in (0, 1], exact
})
export type DistributionStep = z.infer<typeof DistributionStep>

/**
 * All steps, or `count` ≥ 2 of them at equal distances in rank, the least and the largest value included.
 *
 * @param sorted  ascending
 */
export function distributionSteps(sorted: Float64Array, count: number): DistributionStep[] {
  const steps: DistributionStep[] = []
  const wanted = Math.min(count, sorted.length)
  let behind = 0 // of the values that are told
  for (let i = 0; i < wanted; i++) {
    const rank = wanted === 1 ? 0 : Math.round((i / (wanted - 1)) * (sorted.length - 1))
    if (rank < behind) continue
    const value = sorted[rank] as number
    behind = upperBound(sorted, value, rank)
    steps.push({ value, share: behind / sorted.length })
  }
  return steps
}

/** The first index from `start` whose value is larger. */
function upperBound(sorted: Float64Array, value: number, start: number): number {
  let [low, high] = [start, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low
}
