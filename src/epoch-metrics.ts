/** One epoch of a trial: measured by the trainer, written by the worker and returned by the API in this shape. */
import { z } from 'zod'

const Metrics = z.record(z.string(), z.number())

/** Metrics by their name in the registry, such as `loss`. */
export const EpochMetrics = z.strictObject({
  step: z.int(), // from 1
  value: z.number().nullable().describe('value of the first objective; null if it is not finite'),
  train: Metrics,
  validation: Metrics,
})
export type EpochMetrics = z.infer<typeof EpochMetrics>
