/** The definition of a learning-rate schedule: a factor for every update, computed on the host. */
import { z } from 'zod'

export interface ScheduleContext {
  update: number // from 0
  updates: number // of the whole training, at its full length
  updatesPerEpoch: number
}

/** `factor` gets the options as parsed by `options`. */
export interface Schedule {
  summary: string
  options: z.ZodObject
  example: Readonly<Record<string, unknown>> // options to try, for the contract tests
  /** The factor of learningRate. Pure; graphs only see the product, so that all options may vary within a shape. */
  factor(options: unknown, context: ScheduleContext): number
  /** The first epoch of so many after which values are comparable with those of other schedules. */
  settledFrom(options: unknown, epochs: number): number
}

/** Adds what every schedule has: a warm-up, and a length that may be another than the training's. */
export function defineSchedule<S extends z.ZodRawShape>(schedule: {
  summary: string
  options: z.ZodObject<S>
  example: z.input<z.ZodObject<S>>
  factor(options: z.infer<z.ZodObject<S>>, context: ScheduleContext): number
  /**
   * Share of the training after which its values say where it ends: 0 if the rate only falls from its start, as a
   * constant one could be cut anywhere.
   */
  settledShare(options: z.infer<z.ZodObject<S>>): number
}): Schedule {
  const { summary, options, example, factor, settledShare } = schedule
  const warmupEpochs = z
    .number()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('epochs over which the rate rises linearly from zero')
  const overEpochs = z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe(
      'epochs that the schedule is made for: a shorter training breaks off in its course; default: those of the training',
    )
  type Own = z.infer<z.ZodObject<S>> & { warmupEpochs: number; overEpochs?: number }
  return {
    summary,
    options: z.strictObject({
      ...options.shape,
      warmupEpochs,
      overEpochs,
    }) as unknown as z.ZodObject,
    example,
    factor(given, context) {
      const own = given as Own
      const updates = (own.overEpochs ?? 0) * context.updatesPerEpoch || context.updates
      // after its end, the last rate goes on
      const scheduled = { ...context, updates, update: Math.min(context.update, updates - 1) }
      const warm = (context.update + 1) / (own.warmupEpochs * context.updatesPerEpoch)
      return Math.min(1, warm) * factor(own, scheduled)
    },
    settledFrom(given, epochs) {
      const own = given as Own
      // after a warm-up, one whole epoch at the full rate
      const warm = own.warmupEpochs > 0 ? Math.ceil(own.warmupEpochs) + 1 : 1
      return Math.max(warm, Math.ceil(settledShare(own) * (own.overEpochs ?? epochs)))
    },
  }
}
