/** Reads on what a client still sends after its request was refused. */
import type { IncomingMessage } from 'node:http'

const maxBytes = 2 ** 28
const maxMs = 10_000

/**
 * Many clients send the whole body before they read: answered in the middle, they see a broken pipe instead of the
 * answer. What is read is thrown away; a body without end is not waited for.
 */
export function drain(request: IncomingMessage): Promise<void> {
  if (request.complete || request.readableEnded || request.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    let bytes = 0
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(done, maxMs)
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) done()
    })
    request.once('end', done)
    request.once('close', done)
    request.resume()
  })
}
