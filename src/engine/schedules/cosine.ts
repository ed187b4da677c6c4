/** Cosine decay. @see Loshchilov & Hutter 2017, "SGDR", ICLR, eq. 5, without restarts */
import { z } from 'zod'
import { defineSchedule } from './schedule.ts'

export const cosine = defineSchedule({
  summary: 'Cosine decay from the rate down to a share of it.',
  options: z.strictObject({
    final: z.number().min(0).max(1).default(0).describe('final rate, as a share of learningRate'),
  }),
  example: {},
  factor: ({ final }, { update, updates }) =>
    final + ((1 - final) * (1 + Math.cos((Math.PI * update) / updates))) / 2,
  settledShare: () => 0,
})
