/** Response fields shared by several analyses; each response is at most about 200 kB. */
import { z } from 'zod'
import { Objective } from '../objectives.ts'

export const count = z.int().min(0)
export const trialNumber = z.int().min(0).describe('number of a trial')
export const version = z
  .int()
  .describe('version of the study; the same version and query give the same result')
export const completeTrials = count.describe('complete ones')

export const JudgedBy = Objective.extend({
  index: z.int().min(0).describe('index of the objective in the study'),
}).meta({ id: 'JudgedBy' })
export type JudgedBy = z.infer<typeof JudgedBy>
