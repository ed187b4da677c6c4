/** Reads the rest of a request that was rejected. */
import type { IncomingMessage } from 'node:http'

const maxBytes = 2 ** 28
const maxMs = 10_000

/**
 * Many clients send the whole body before they read the response; a response in the middle of the body would look like
 * a broken pipe to them. The data is discarded, up to a limit.
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
