/**
 * The only maker of `application/problem+json` (RFC 9457). `type` is `urn:sweepd:problem:<key>` for what errors.ts
 * lists and `about:blank` for plain HTTP faults; `errors` points at each fault: into the body ('/space/batchSize'),
 * or at '/query/limit', '/params/number', '/headers/…'.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Fault, Problem, problems } from '../errors.ts'

export const ProblemDocument = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().describe('/requests/<id>: the id in the log'),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })
type ProblemDocument = z.infer<typeof ProblemDocument>

export function registerProblems(app: FastifyInstance): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const document = documentOf(error, request)
    if (document.status >= 500) request.log.error({ err: error }, 'request failed')
    return sendProblem(reply, document)
  })
  app.setNotFoundHandler(async (request, reply) =>
    sendProblem(reply, {
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: `There is no ${request.method} ${request.url.split('?')[0]}.`,
      instance: instanceOf(request),
    }),
  )
}

function sendProblem(reply: FastifyReply, document: ProblemDocument) {
  return reply
    .code(document.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer((payload) => JSON.stringify(payload))
    .send(document)
}

function documentOf(error: FastifyError, request: FastifyRequest): ProblemDocument {
  const instance = instanceOf(request)
  if (error instanceof Problem) return knownProblem(error, instance)
  if (hasZodFastifySchemaValidationErrors(error)) {
    const faults = error.validation.map((one) => ({
      pointer: prefixOf(error.validationContext) + one.instancePath,
      detail: one.message ?? 'is not valid',
    }))
    return knownProblem(
      new Problem('invalid-request', 'The request is not valid.', faults),
      instance,
    )
  }
  const status = error.statusCode ?? 500
  const isOurs = status >= 500
  return {
    type: 'about:blank',
    title: isOurs ? 'Internal Server Error' : (error.code ?? 'Bad Request'),
    status,
    // what broke inside is for the log alone
    detail: isOurs ? 'Something broke here; the log knows more.' : error.message,
    instance,
  }
}

function knownProblem({ type, message, faults }: Problem, instance: string): ProblemDocument {
  const { status, title } = problems[type]
  const document = { type: `urn:sweepd:problem:${type}`, title, status, detail: message, instance }
  return faults.length === 0 ? document : { ...document, errors: faults.map(plain) }
}

const plain = ({ pointer, detail }: Fault) => ({ pointer, detail })

function prefixOf(context: string | undefined): string {
  if (context === 'querystring') return '/query'
  return context === 'body' || context === undefined ? '' : `/${context}`
}

function instanceOf(request: FastifyRequest): string {
  return `/requests/${request.id}`
}
