import type { FastifyInstance } from 'fastify'
import { Problem } from '../../errors.ts'
import { jsonFault } from './json-fault.ts'

/**
 * Parses JSON bodies and rejects prototype keys. An empty body counts as absent: clients that POST without a body
 * often still send the JSON content type.
 */
export function parseJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity') return done(encoded(encoding))
    if (text === '') return done(null, undefined)
    void parse(request, text, (error, value) => {
      if (error) done(notJson(text))
      else done(null, value)
    })
  })
}

function encoded(encoding: string): Problem {
  const detail = `content encoding ${JSON.stringify(encoding)} is not supported`
  return new Problem('unsupported-media-type', `Send the body uncompressed: ${detail}.`, [
    { pointer: '/headers/content-encoding', detail },
  ])
}

export function notJson(text: string): Problem {
  const fault = jsonFault(text)
  if (fault === null) {
    const detail = 'fields named __proto__, or constructor with a prototype inside, are not allowed'
    return new Problem('invalid-request', `The JSON is refused: ${detail}.`, [
      { pointer: '', detail },
    ])
  }
  return new Problem('invalid-request', `Invalid JSON: ${fault.detail}.`, [fault])
}
