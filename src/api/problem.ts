/**
 * The only maker of `application/problem+json` (RFC 9457). `type` is `urn:sweepd:problem:<key>` for what errors.ts
 * lists and `about:blank` for plain HTTP faults; `errors` points at each fault: into the body ('/space/batchSize',
 * '' for the whole of it), or at '/query/limit', '/params/number', '/headers/idempotency-key'.
 */
import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Passing, passingFault } from '../db/outage.ts'
import { type Fault, Problem, problems } from '../errors.ts'
import { drain } from './drain.ts'

export const ProblemDocument = z
  .strictObject({
    type: z.string().describe('urn:sweepd:problem:<key>, or about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().describe('/requests/<id>: the id in the log'),
    errors: z
      .array(z.strictObject({ pointer: z.string(), detail: z.string() }))
      .optional()
      .describe('JSON pointers (RFC 6901) to each fault'),
  })
  .meta({ id: 'Problem' })
type ProblemDocument = z.infer<typeof ProblemDocument>

const retryAfterSeconds: Record<number, number> = { 503: 2, 507: 60 }

/** Statuses of faults that the body as a whole is to blame for. */
const bodyFaults = new Set([400, 413, 415])

export function registerProblems(app: FastifyInstance): void {
  const routes: { method: string | string[]; pattern: RegExp }[] = []
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = url.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+').replace(/\*$/, '.*')
    routes.push({ method, pattern: new RegExp(`^${pattern}$`) })
  })
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const document = documentOf(error, request)
    const retryAfter = retryAfterSeconds[document.status]
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
    if (document.status >= 500) request.log.error({ err: error }, 'request failed')
    await drain(request.raw)
    return send(reply, document)
  })
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const matching = routes.filter(({ pattern }) => pattern.test(path))
    const allowed = [...new Set(matching.flatMap(({ method }) => method))]
    if (allowed.length === 0) {
      return send(reply, plain(404, `There is no ${path}.`, request))
    }
    reply.header('allow', allowed.join(', '))
    const detail = `${path} takes ${allowed.join(', ')}, not ${request.method}.`
    return send(reply, plain(405, detail, request))
  })
}

function documentOf(error: FastifyError, request: FastifyRequest): ProblemDocument {
  if (error instanceof Problem) return known(error, request)
  const passing = passingFault(error)
  if (passing !== null) return known(passed[passing], request)
  const status = error.statusCode ?? 500
  // what broke inside is for the log alone
  if (status >= 500) return plain(status, 'Something broke here; the log knows more.', request)
  const document = plain(status, error.message, request)
  if (!bodyFaults.has(status)) return document
  return { ...document, errors: [{ pointer: '', detail: error.message }] }
}

/** What a client hears of a fault of the database that passes. */
const passed: Record<Passing, Problem> = {
  away: new Problem('database-unavailable', 'The database does not answer: try again in a moment.'),
  busy: new Problem(
    'busy',
    'Others hold what this needs, nothing has changed: try again in a moment.',
  ),
  full: new Problem(
    'database-full',
    'The database has no disk or memory left, nothing has changed: make room for it, then try again.',
  ),
}

function known({ type, message, faults }: Problem, request: FastifyRequest): ProblemDocument {
  const { status, title } = problems[type]
  const document = {
    type: `urn:sweepd:problem:${type}`,
    title,
    status,
    detail: message,
    instance: instanceOf(request),
  }
  if (faults.length === 0) return document
  const errors = faults.map(({ pointer, detail }: Fault) => ({ pointer, detail }))
  return { ...document, errors }
}

/** A fault that HTTP itself has the words for. */
function plain(status: number, detail: string, request: FastifyRequest): ProblemDocument {
  const title = STATUS_CODES[status] ?? 'Error'
  return { type: 'about:blank', title, status, detail, instance: instanceOf(request) }
}

function instanceOf(request: FastifyRequest): string {
  return `/requests/${request.id}`
}

function send(reply: FastifyReply, document: ProblemDocument): FastifyReply {
  return reply
    .code(document.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(document))
}
