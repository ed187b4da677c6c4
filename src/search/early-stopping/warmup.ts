import { z } from 'zod'

/** An option of every pruner that compares values: learning curves often cross early on. */
export const warmupSteps = z
  .int()
  .min(0)
  .default(0)
  .describe('first steps of a trial, in which it is never stopped')
