/** Shapes that many routes share. */
import { z } from 'zod'
import { type ProblemType, problems } from '../../errors.ts'
import { queryNumber } from '../../query-number.ts'
import { ProblemDocument } from '../http/problem.ts'

export const maxInt = 2 ** 31 - 1

export const StudyParams = z.object({ id: z.string().min(1).max(100) })
export const TrialParams = StudyParams.extend({
  number: queryNumber(z.number().int().min(0).max(maxInt)),
})

/** Page size and where the page before ended. */
export const Page = z.strictObject({
  limit: queryNumber(z.number().int().min(1).max(1_000).default(20)),
  after: z
    .string()
    .regex(/^[\w-]{1,500}$/, 'not a valid cursor')
    .optional()
    .describe('`next` of the page before'),
})

export const Id = z.uuid()

/** `next` is the `after` of the next page, null at the end. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() })

/** A list that fits one page. */
export const wholeListOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.null() })

const content = { 'application/problem+json': { schema: ProblemDocument } }
type Status = (typeof problems)[ProblemType]['status']
type Refusals = Record<Status, { description: string; content: typeof content }>

/** What is refused before there is a route: broken HTTP, names and pages that the server does not answer to. */
const ofAnyRequest = [
  'invalid-request',
  'host-not-allowed',
  'cross-site',
  'request-timeout',
  'headers-too-large',
] as const

const everywhere = ['unauthorized', 'busy', 'database-unavailable', 'database-full'] as const

/** The answers of a route that refuses, for its documentation; every route of /v1 may say those of `everywhere`. */
export function refusals(...types: ProblemType[]): Refusals {
  return refusalsOnly(...everywhere, ...types)
}

/** Those of a route that takes a body, or refuses one. */
export function bodyRefusals(...types: ProblemType[]): Refusals {
  return refusals('too-large', 'unsupported-media-type', ...types)
}

/** Those of a route that is open to all, and asks nothing of the database. */
export function refusalsOnly(...types: ProblemType[]): Refusals {
  const byStatus = new Map<number, string[]>()
  for (const type of new Set([...ofAnyRequest, ...types])) {
    const { status, title } = problems[type]
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${title} (\`${type}\`)`])
  }
  const entries = [...byStatus].map(([status, meanings]) => [
    status,
    { description: meanings.join('; '), content },
  ])
  return Object.fromEntries(entries) as Refusals
}
