/** Smith & Topin 2019, "Super-convergence": half a cosine up to the rate, another far below the start. */
import { z } from 'zod'
import { defineSchedule } from './schedule.ts'

export const oneCycle = defineSchedule({
  summary: 'Up to the rate and far down again, once.',
  options: z.strictObject({
    rise: z.number().min(0).lt(1).default(0.3).describe('share of the training that goes up'),
    start: z.number().positive().max(1).default(0.04).describe('share of the rate at the start'),
    final: z.number().min(0).max(1).default(4e-6).describe('share of the rate at the end'),
  }),
  example: {},
  factor({ rise, start, final }, { update, updates }) {
    const between = (from: number, to: number, share: number) =>
      to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2
    const top = rise * updates
    return update < top
      ? between(start, 1, update / top)
      : between(1, final, (update - top) / (updates - top))
  },
})
