/**
 * Holds the port during start-up, so that a port in use is detected first, and early requests get a 503 instead of a
 * refused connection.
 */
import crypto from 'node:crypto'
import http from 'node:http'
import { assertKeyOrLoopback } from '../../api/security/auth.ts'
import type { Config } from '../../config.ts'
import { problems } from '../../errors.ts'

export interface PlaceholderServer {
  /** Releases the port for the API. */
  close(): Promise<void>
}

const { status, title } = problems.starting
const notReady = { status: 'not ready', missing: ['database', 'queue', 'worker'] }

/**
 * @throws Error if the port is in use, or if the address is reachable from other machines without an API key; the
 *   message says what to do
 */
export async function openPlaceholderServer({
  host,
  port,
  apiKey,
}: Config): Promise<PlaceholderServer> {
  assertKeyOrLoopback(host, apiKey)
  if (port === 0) return { close: async () => {} } // no client knows the port yet
  const server = http.createServer((request, response) => {
    const path = request.url?.split('?')[0]
    if (path === '/healthz') return answer(response, 200, 'application/json', { status: 'up' })
    response.setHeader('retry-after', '1')
    if (path === '/readyz') return answer(response, 503, 'application/json', notReady)
    return answer(response, status, 'application/problem+json', {
      type: 'urn:sweepd:problem:starting',
      title,
      status,
      detail: 'The service is starting. Try again in a moment.',
      instance: `/requests/${crypto.randomUUID()}`,
    })
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(port, host, listening)
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? portInUse({ host, port }, error) : error
  })
  return {
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeAllConnections()
      await closed
    },
  }
}

export function portInUse({ host, port }: Pick<Config, 'host' | 'port'>, cause: unknown): Error {
  return new Error(
    `Port ${port} on ${host} is in use. ` +
      'Stop the process that uses it, or set SWEEPD_PORT (0 picks a free port).',
    { cause },
  )
}

function answer(
  response: http.ServerResponse,
  code: number,
  type: string,
  body: Record<string, unknown>,
): void {
  response.writeHead(code, { 'content-type': `${type}; charset=utf-8`, connection: 'close' })
  response.end(JSON.stringify(body))
}
