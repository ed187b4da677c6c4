import type { FastifyInstance } from 'fastify'
import { Problem } from '../../errors.ts'
import { jsonFault } from './json-fault.ts'

/** JSON bodies, prototype keys refused. An empty one is none: clients that POST without a body often still name JSON. */
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
  const detail = `bodies are taken as they are, not as ${JSON.stringify(encoding)}`
  return new Problem('unsupported-media-type', `Send the body uncompressed: ${detail}.`, [
    { pointer: '/headers/content-encoding', detail },
  ])
}

export function notJson(text: string): Problem {
  const fault = jsonFault(text)
  if (fault === null) {
    const detail = 'a field may not be called __proto__, nor constructor with a prototype inside'
    return new Problem('invalid-request', `The JSON is refused: ${detail}.`, [
      { pointer: '', detail },
    ])
  }
  return new Problem('invalid-request', `Invalid JSON: ${fault.detail}.`, [fault])
}
