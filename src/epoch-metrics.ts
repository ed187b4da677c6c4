/** One epoch of a trial: the trainer measures it, the worker writes it, the API answers it, in this one shape. */
import { z } from 'zod'

const Metrics = z.record(z.string(), z.number())

/** Metrics by the name that they have in the registry, such as `loss`. */
export const EpochMetrics = z.strictObject({
  step: z.int(), // from 1
  value: z.number().nullable().describe('value of the first objective; null if it is not finite'),
  train: Metrics,
  validation: Metrics,
})
export type EpochMetrics = z.infer<typeof EpochMetrics>
