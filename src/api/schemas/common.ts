/** Schemas that several routes share. */
import { z } from 'zod'
import { type ProblemType, problems } from '../../errors.ts'
import { queryNumber } from '../../query-number.ts'
import { ProblemDocument } from '../http/problem.ts'

export const maxInt = 2 ** 31 - 1

export const StudyParams = z.object({ id: z.string().min(1).max(100) })
export const TrialParams = StudyParams.extend({
  number: queryNumber(z.number().int().min(0).max(maxInt)),
})

export const DatasetReference = z.object({
  id: z.string().min(1).max(200).describe('name or id of a dataset'),
})

/** Headers of a request whose answer may be 304. */
export const ConditionalHeaders = z.looseObject({
  'if-none-match': z.string().max(1_000).optional(),
})

/** Page size, and the cursor where the previous page ended. */
export const Page = z.strictObject({
  limit: queryNumber(z.number().int().min(1).max(1_000).default(20)),
  after: z
    .string()
    .regex(/^[\w-]{1,500}$/, 'not a valid cursor')
    .optional()
    .describe('cursor: `next` of the previous page'),
})

export const Id = z.uuid()

/** `next` is the `after` of the next page, or null on the last one. */
export const pagedList = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() })

/** A list without paging. */
export const fullList = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.null() })

const content = { 'application/problem+json': { schema: ProblemDocument } }
type Status = (typeof problems)[ProblemType]['status']
type Refusals = Record<Status, { description: string; content: typeof content }>

/** Errors before routing: invalid HTTP, and hosts or pages that are not allowed. */
const ofAnyRequest = [
  'invalid-request',
  'host-not-allowed',
  'cross-site',
  'request-timeout',
  'headers-too-large',
] as const

const everywhere = ['unauthorized', 'busy', 'database-unavailable', 'database-full'] as const

/**
 * Error responses of a route, for its documentation; every route of /v1 may also respond with those of `everywhere`.
 */
export function refusals(...types: ProblemType[]): Refusals {
  return refusalsOnly(...everywhere, ...types)
}

/** Error responses of a route that has a body. */
export function bodyRefusals(...types: ProblemType[]): Refusals {
  return refusals('too-large', 'unsupported-media-type', ...types)
}

/** Error responses of an open route that does not use the database. */
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
