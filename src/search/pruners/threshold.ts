import { z } from 'zod'
import { warmupSteps } from '../early-stopping/warmup.ts'
import { definePruner, type PruneReason } from '../pruner.ts'

/** Stops a trial whose report is NaN or outside of fixed bounds, regardless of the direction. */
export const threshold = definePruner({
  summary: 'Stops a trial that reports NaN or a value outside of bounds',
  endsWhen: 'it reports NaN, or a value outside of `lower` … `upper`',
  source: null,
  options: z.strictObject({
    lower: z.number().nullable().default(null).describe('lowest accepted value'),
    upper: z.number().nullable().default(null).describe('highest accepted value'),
    warmupSteps,
  }),
  usesPeers: false,
  judge({ trial, step }, { lower, upper, warmupSteps }): PruneReason | false {
    const value = trial.reports.get(step)
    if (value === undefined || step <= warmupSteps) return false
    const stop = { pruner: 'threshold', step, value, comparedWith: [] }
    if (lower !== null && value < lower) return { ...stop, threshold: lower }
    if (upper !== null && value > upper) return { ...stop, threshold: upper }
    return Number.isNaN(value) && { ...stop, threshold: upper ?? lower ?? Number.NaN }
  },
})
