/** Every schedule of the learning rate: a new one is a line here, or a file where it is long. */
import { z } from 'zod'
import { defineSchedule, type Schedule } from './schedule.ts'

const constant = defineSchedule({
  summary: 'The same rate throughout.',
  options: z.strictObject({}),
  factor: () => 1,
})

const step = defineSchedule({
  summary: 'Falls by a factor every few epochs.',
  options: z.strictObject({
    epochs: z.int().min(1).max(100_000).describe('between two falls'),
    factor: z.number().positive().max(1).default(0.1).describe('what the rate is multiplied by'),
  }),
  factor: ({ epochs, factor }, { update, updatesPerEpoch }) =>
    factor ** Math.floor(update / (epochs * updatesPerEpoch)),
})

const exponential = defineSchedule({
  summary: 'Falls by a factor every epoch, a little with each update.',
  options: z.strictObject({
    factor: z.number().positive().max(1).default(0.95).describe('of an epoch'),
  }),
  factor: ({ factor }, { update, updatesPerEpoch }) => factor ** (update / updatesPerEpoch),
})

/** Loshchilov & Hutter 2017, "SGDR", ICLR, eq. 5, without restarts. */
const cosine = defineSchedule({
  summary: 'Half a cosine from the rate down to a share of it.',
  options: z.strictObject({
    final: z.number().min(0).max(1).default(0).describe('share of the rate at the end'),
  }),
  factor: ({ final }, { update, updates }) =>
    final + ((1 - final) * (1 + Math.cos((Math.PI * update) / updates))) / 2,
})

/** Smith & Topin 2019, "Super-convergence": half a cosine up to the rate, another far below the start. */
const oneCycle = defineSchedule({
  summary: 'Up to the rate and far down again, once.',
  options: z.strictObject({
    rise: z.number().min(0).lt(1).default(0.3).describe('share of the training that goes up'),
    start: z.number().positive().max(1).default(0.04).describe('share of the rate at the start'),
    final: z.number().min(0).max(1).default(4e-6).describe('share of the rate at the end'),
  }),
  factor({ rise, start, final }, { update, updates }) {
    const between = (from: number, to: number, share: number) =>
      to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2
    const top = rise * updates
    return update < top
      ? between(start, 1, update / top)
      : between(1, final, (update - top) / (updates - top))
  },
})

export const schedules = {
  constant,
  step,
  exponential,
  cosine,
  oneCycle,
} as const satisfies Record<string, Schedule>
