/** Exponential decay, applied at every update. */
import { z } from 'zod'
import { defineSchedule } from './schedule.ts'

export const exponential = defineSchedule({
  summary: 'Exponential decay, applied at every update.',
  options: z.strictObject({
    factor: z.number().positive().max(1).default(0.95).describe('factor per epoch'),
  }),
  example: {},
  factor: ({ factor }, { update, updatesPerEpoch }) => factor ** (update / updatesPerEpoch),
  settledShare: () => 0,
})
