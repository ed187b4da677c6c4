import { z } from 'zod'
import { defineSchedule } from './schedule.ts'

export const exponential = defineSchedule({
  summary: 'Falls by a factor every epoch, a little with each update.',
  options: z.strictObject({
    factor: z.number().positive().max(1).default(0.95).describe('of an epoch'),
  }),
  example: {},
  factor: ({ factor }, { update, updatesPerEpoch }) => factor ** (update / updatesPerEpoch),
})
