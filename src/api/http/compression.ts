/** Compresses answers that are text and long enough to pay for it, where the client accepts brotli or gzip. */
import compress from '@fastify/compress'
import type { FastifyInstance, onSendHookHandler } from 'fastify'

const thresholdBytes = 2048

/** JSON, problem documents, tables and page sources; never event streams, models or archives. */
const texts =
  /^(application\/(json|problem\+json|x-ndjson|schema\+json)|text\/(csv|html|css|javascript))\b/

/** Call before registering routes: only later routes are compressed. */
export async function compressAnswers(app: FastifyInstance): Promise<void> {
  await app.register(compress, {
    globalDecompression: false, // compressed bodies are refused, with a problem that says so
    encodings: ['br', 'gzip'],
    threshold: thresholdBytes,
    customTypes: texts,
  })
  // around the hook that compresses, which stands on the route
  app.addHook('onRoute', (route) => {
    route.onSend = [excuseClients, ...[route.onSend ?? []].flat(), weakenTag]
  })
}

/** The plugin logs an answer that its client did not wait for as an error; a closed tab is none of the service. */
const excuseClients: onSendHookHandler = async (_, reply, payload) => {
  const { log } = reply
  const error = (fault: Error) => {
    if (fault.message === 'premature close') log.debug({ err: fault }, 'client went away')
    else log.error({ err: fault }, 'answer not compressed')
  }
  reply.log = Object.assign(Object.create(log), { error })
  return payload
}

/** The bytes differ by encoding, so a strong tag may not stand for all of them (RFC 9110 §8.8.3.3). */
const weakenTag: onSendHookHandler = async (_, reply, payload) => {
  const tag = reply.getHeader('etag')
  if (reply.hasHeader('content-encoding') && typeof tag === 'string' && tag.startsWith('"')) {
    reply.header('etag', `W/${tag}`)
  }
  return payload
}
