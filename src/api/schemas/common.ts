/** Shapes that many routes share. */
import { z } from 'zod'
import { ProblemDocument } from '../problem.ts'

export const StudyParams = z.object({ id: z.string().min(1).max(100) })
export const TrialParams = StudyParams.extend({
  number: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
})

/** Page size and where the page before ended. */
export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(20),
  after: z.string().max(500).optional(),
})

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() })

const described = (description: string) => ProblemDocument.describe(description)

/** Answers of every route that is not the good one. */
export const problems = {
  400: described('the request is not valid; `errors` points at each fault'),
  401: described('an API key is needed'),
  404: described('there is no such thing'),
  409: described('the state does not allow this'),
  413: described('too large'),
  422: described('it fits the schema, but cannot be'),
}
