import { z } from 'zod'

/** An option of every pruner that judges by values: curves cross early on. */
export const warmupSteps = z.int().min(0).default(0).describe('steps that every trial is given')
