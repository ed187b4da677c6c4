/** Answers that stay open: server-sent events (WHATWG HTML §9.2). */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Heartbeat, so that both ends notice a broken connection. */
export const beatMs = 15_000
export const beat = ': still here\n\n'

/** Begins a stream: how long clients wait before they connect again. */
export const greeting = 'retry: 1000\n\n'

/** @param data  JSON */
export function formatEvent(type: string, data: string, id?: string | number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`
}

/** @param texts  gets the signal that ends the stream: the client has gone, or the server is closing */
export function sendEvents(
  {
    request,
    reply,
    closing,
  }: { request: FastifyRequest; reply: FastifyReply; closing: AbortSignal },
  texts: (end: AbortSignal) => AsyncIterable<string>,
): FastifyReply {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const stream = Readable.from(texts(AbortSignal.any([gone.signal, closing])))
  stream.once('error', (error) =>
    request.log.warn({ err: error }, 'event stream aborted by an error'),
  )
  return reply
    .type('text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache')
    .header('x-accel-buffering', 'no')
    .send(stream)
}
