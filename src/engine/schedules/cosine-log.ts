/**
 * Cycles of a cosine, each twice as long as the one before: the rate rises and falls fast, then slowly. It begins
 * and ends at zero.
 *
 * @see Holzmüller, Grinsztajn & Steinwart 2024, "Better by default", NeurIPS, §3: coslog4 is four cycles
 */
import { z } from 'zod'
import { defineSchedule } from './schedule.ts'

export const cosineLog = defineSchedule({
  summary: 'Cosine cycles, each twice as long as the one before; for tables.',
  options: z.strictObject({
    cycles: z.int().min(1).max(10).default(4).describe('number of cycles'),
  }),
  example: {},
  factor({ cycles }, { update, updates }) {
    const cycle = Math.log2(1 + (2 ** cycles - 1) * (update / updates))
    return (1 - Math.cos(2 * Math.PI * cycle)) / 2
  },
  // five sixths of the last cycle, where the rate has fallen to a quarter
  settledShare: ({ cycles }) => (2 ** (cycles - 1 / 6) - 1) / (2 ** cycles - 1),
})
