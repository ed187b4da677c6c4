import { z } from 'zod'
import { quantileOf } from '../math/quantile.ts'

/** What a box plot shows. */
export const Spread = z.strictObject({
  low: z.number().describe('10th percentile'),
  lower: z.number().describe('25th percentile'),
  median: z.number(),
  upper: z.number().describe('75th percentile'),
  high: z.number().describe('90th percentile'),
})
export type Spread = z.infer<typeof Spread>

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
