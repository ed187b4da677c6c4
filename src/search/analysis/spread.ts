import { z } from 'zod'
import { quantile } from '../math/quantile.ts'

/** The figures of a box plot. */
export const Spread = z.strictObject({
  low: z.number().describe('10th percentile'),
  lower: z.number().describe('25th percentile'),
  median: z.number(),
  upper: z.number().describe('75th percentile'),
  high: z.number().describe('90th percentile'),
})
export type Spread = z.infer<typeof Spread>

/** @param values  at least one, in any order */
export function measureSpread(values: Float64Array): Spread {
  const sorted = values.toSorted()
  return {
    low: quantile(sorted, 0.1),
    lower: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    upper: quantile(sorted, 0.75),
    high: quantile(sorted, 0.9),
  }
}
