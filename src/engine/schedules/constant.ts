/** A constant learning rate. */
import { z } from 'zod'
import { defineSchedule } from './schedule.ts'

export const constant = defineSchedule({
  summary: 'The same rate throughout.',
  options: z.strictObject({}),
  example: {},
  factor: () => 1,
  settledShare: () => 0,
})
