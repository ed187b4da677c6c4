/** One cycle: half a cosine up to the rate, then another far below the start. @see Smith & Topin 2019, "Super-convergence" */
import { z } from 'zod'
import { defineSchedule } from './schedule.ts'

export const oneCycle = defineSchedule({
  summary: 'One cycle: up to the rate, then far down.',
  options: z.strictObject({
    rise: z
      .number()
      .min(0)
      .lt(1)
      .default(0.3)
      .describe('share of the training in which the rate rises'),
    start: z
      .number()
      .positive()
      .max(1)
      .default(0.04)
      .describe('initial rate, as a share of learningRate'),
    final: z
      .number()
      .min(0)
      .max(1)
      .default(4e-6)
      .describe('final rate, as a share of learningRate'),
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
  // two thirds of the way down, the rate is a quarter of its top: before, its values are far below the last ones
  settledShare: ({ rise }) => rise + ((1 - rise) * 2) / 3,
})
