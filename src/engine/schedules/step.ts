/** Step decay: the rate is multiplied by a factor every few epochs. */
import { z } from 'zod'
import { defineSchedule } from './schedule.ts'

export const step = defineSchedule({
  summary: 'Step decay: multiplied by a factor every few epochs.',
  options: z.strictObject({
    epochs: z.int().min(1).max(100_000).describe('epochs between two decays'),
    factor: z.number().positive().max(1).default(0.1).describe('factor of each decay'),
  }),
  example: { epochs: 3 },
  factor: ({ epochs, factor }, { update, updatesPerEpoch }) =>
    factor ** Math.floor(update / (epochs * updatesPerEpoch)),
  settledShare: () => 0,
})
