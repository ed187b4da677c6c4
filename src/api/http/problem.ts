/**
 * The only place that creates `application/problem+json` (RFC 9457). `type` is `urn:sweepd:problem:<key>`, with a key
 * of errors.ts; `errors` points at each fault: in the body ('/space/batchSize', '' for the whole body), or at
 * '/query/limit', '/params/number', '/headers/idempotency-key'.
 */
import crypto from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type TransientFault, transientFault } from '../../db/transient-fault.ts'
import { type Fault, Problem, type ProblemType, problems } from '../../errors.ts'
import { asksForPage } from '../dashboard/pages.ts'
import { drain } from './drain.ts'

export const ProblemDocument = z
  .strictObject({
    type: z.string().describe('urn:sweepd:problem:<key>'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().describe('/requests/<id>; the server log contains this id'),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string(),
          detail: z.string(),
          mends: z
            .array(z.record(z.string(), z.unknown()))
            .optional()
            .describe(
              'of an uploaded file: changes of its spec of which each settles the fault, as the `mend` of a warning',
            ),
        }),
      )
      .optional()
      .describe('one entry per fault, with a JSON pointer (RFC 6901)'),
  })
  .meta({ id: 'Problem' })
export type ProblemDocument = z.infer<typeof ProblemDocument>

const retryAfterSeconds: Record<number, number> = { 503: 2, 507: 60 }

const faultsShown = 100
const longestText = 2_000 // characters

const mediaType = 'application/problem+json; charset=utf-8'

/** Problem type by status code of a framework error; all other client errors are invalid requests. */
const byStatus: Record<number, ProblemType> = {
  408: 'request-timeout',
  413: 'too-large',
  415: 'unsupported-media-type',
  431: 'headers-too-large',
}

/** Problem types that concern the body as a whole. */
const bodyFaults = new Set<ProblemType>(['invalid-request', 'too-large'])

/** @param onDiskFull  called when PostgreSQL reports a full disk */
export function registerProblems(app: FastifyInstance, onDiskFull: () => void): void {
  const routes: { method: string | string[]; pattern: RegExp }[] = []
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = url.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+').replace(/\*$/, '.*')
    routes.push({ method, pattern: new RegExp(`^${pattern}/?$`) })
  })
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    if (transientFault(error) === 'full') onDiskFull()
    const document = toProblemDocument(error, request)
    const retryAfter = retryAfterSeconds[document.status]
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
    if (document.status >= 500) request.log.error({ err: error }, 'request failed')
    await drain(request.raw)
    return send(reply, document)
  })
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    // a mistyped address, in a browser: the dashboard says so, with its navigation
    if (asksForPage(request)) return reply.code(404).sendDashboard()
    const matching = routes.filter(({ pattern }) => pattern.test(path))
    const allowed = [...new Set(matching.flatMap(({ method }) => method))]
    // a wildcard route such as `/docs/static/*` may itself respond 404
    if (allowed.length === 0 || allowed.includes(request.method)) {
      return send(
        reply,
        buildDocument(new Problem('no-such-path', `${path} does not exist.`), request),
      )
    }
    reply.header('allow', allowed.join(', '))
    const detail = `${path} accepts ${allowed.join(', ')}, not ${request.method}.`
    return send(reply, buildDocument(new Problem('method-not-allowed', detail), request))
  })
}

/** For errors before routing, such as a path that cannot be decoded. */
export function answerRoutingError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  return send(reply, toProblemDocument(error, request))
}

/** For invalid HTTP, which never becomes a request: writes the response to the socket. */
export function answerMalformedHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy(error)
  const type = malformedHttp[error.code ?? ''] ?? 'invalid-request'
  const { status } = problems[type]
  const id = crypto.randomUUID()
  const document = JSON.stringify(buildDocument(new Problem(type, `${error.message}.`), { id }))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${mediaType}`,
    `content-length: ${Buffer.byteLength(document)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${document}`)
}

const malformedHttp: Record<string, ProblemType> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
}

function toProblemDocument(error: FastifyError, request: FastifyRequest): ProblemDocument {
  if (error instanceof Problem) return buildDocument(error, request)
  const passing = transientFault(error)
  if (passing !== null) return buildDocument(transientProblems[passing], request)
  const status = error.statusCode ?? 500
  // details of internal errors go to the log only
  if (status >= 500) return buildDocument(internalError, request)
  const type = byStatus[status] ?? 'invalid-request'
  if (type === 'unsupported-media-type')
    return buildDocument(unsupportedMediaType(request), request)
  const detail = messageByCode[error.code] ?? error.message
  const faults = bodyFaults.has(type) ? [{ pointer: '', detail }] : []
  return buildDocument(new Problem(type, detail, faults), request)
}

const messageByCode: Record<string, string> = {
  FST_FIELDS_LIMIT: 'The form has too many fields.',
  FST_FILES_LIMIT: 'The form has too many files.',
  FST_PARTS_LIMIT: 'The form has too many parts.',
}

/** `curl -d` without a header sends a form, which is the most frequent first mistake. */
function unsupportedMediaType({ headers }: FastifyRequest): Problem {
  const sent = headers['content-type']
  const given = sent === undefined ? 'no Content-Type' : JSON.stringify(sent)
  const detail = `The body has ${given}: send JSON with the header "Content-Type: application/json".`
  return new Problem('unsupported-media-type', detail, [
    { pointer: '/headers/content-type', detail },
  ])
}

const internalError = new Problem(
  'internal-error',
  'Internal error; see the server log for this request id.',
)

/** Responses to transient faults of the database. */
const transientProblems: Record<TransientFault, Problem> = {
  away: new Problem(
    'database-unavailable',
    'The database is not responding. Try again in a moment.',
  ),
  busy: new Problem(
    'busy',
    'Other requests hold the locks that this one needs. Nothing was changed; try again in a moment.',
  ),
  full: new Problem(
    'database-full',
    'The database is out of disk space or memory. Nothing was changed; free some space, then try again.',
  ),
}

function buildDocument(
  { type, message, faults }: Problem,
  request: Pick<FastifyRequest, 'id'>,
): ProblemDocument {
  const { status, title } = problems[type]
  const document = {
    type: `urn:sweepd:problem:${type}`,
    title,
    status,
    detail: truncate(message),
    instance: `/requests/${request.id}`,
  }
  if (faults.length === 0) return document
  const errors = faults.slice(0, faultsShown).map(({ pointer, detail, mends }: Fault) => ({
    pointer: truncate(pointer),
    detail: truncate(detail),
    ...(mends && { mends: [...mends] }),
  }))
  return { ...document, errors }
}

/** Input is not echoed in full. */
function truncate(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text
}

function send(reply: FastifyReply, document: ProblemDocument): FastifyReply {
  return reply.code(document.status).type(mediaType).send(JSON.stringify(document))
}
