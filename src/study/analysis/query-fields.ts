/** Query fields shared by several analyses. */
import { z } from 'zod'
import { queryNumber } from '../../query-number.ts'

export const whole = z.number().int()
export const objective = queryNumber(whole.min(0).max(7).default(0)).describe(
  'index of the objective',
)
export const name = z.string().min(1).max(500)

/** A query with a single value has no array. */
export const several = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (given) => (Array.isArray(given) || given === undefined ? given : [given]),
    z.array(item).min(1).max(100).optional(),
  )
