/** The objectives of a study. */
import { z } from 'zod'
import { Direction } from '../search/compare/direction.ts'

export const Objective = z
  .strictObject({
    metric: z
      .string()
      .min(1)
      .max(100)
      .describe('metric to optimize, e.g. validation.accuracy; any name in an external study'),
    direction: Direction,
    sure: z
      .literal(true)
      .optional()
      .describe('confirms a direction that prefers the worse values of a built-in metric'),
  })
  .meta({ id: 'Objective' })
export type Objective = z.infer<typeof Objective>

interface Judged {
  objective?: Objective | undefined
  objectives?: Objective[] | undefined
}

/** All objectives, in order. */
export function listObjectives(spec: Judged): Objective[] {
  return spec.objectives ?? (spec.objective ? [spec.objective] : [])
}

/** The objective that ranks trials. */
export function firstObjective(spec: Judged): Objective {
  const first = listObjectives(spec)[0]
  if (!first) throw new Error('a study needs at least one objective')
  return first
}
