import type { FastifyInstance } from 'fastify'

/** Entity tags of If-None-Match, RFC 9110 §13.1.2, for weak comparison. */
export function parseEntityTags(ifNoneMatch = ''): Set<string> {
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return new Set(tags.filter((tag) => tag !== ''))
}

/**
 * A 304 has no body, and its Content-Length would be that of the 200 (RFC 9110 §8.6), so clients would wait for a
 * body.
 */
export function sendUnchangedWithoutBody(app: FastifyInstance): void {
  app.addHook('onSend', async (_, reply, payload) => {
    if (reply.statusCode !== 304) return payload
    reply.removeHeader('content-type')
    return null
  })
}
