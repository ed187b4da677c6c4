import { z } from 'zod'
import { defineSchedule } from './schedule.ts'

export const step = defineSchedule({
  summary: 'Falls by a factor every few epochs.',
  options: z.strictObject({
    epochs: z.int().min(1).max(100_000).describe('between two falls'),
    factor: z.number().positive().max(1).default(0.1).describe('what the rate is multiplied by'),
  }),
  example: { epochs: 3 },
  factor: ({ epochs, factor }, { update, updatesPerEpoch }) =>
    factor ** Math.floor(update / (epochs * updatesPerEpoch)),
})
