/** One API key, sent as a bearer token; without one the server listens on loopback only. */
import crypto from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../errors.ts'
import { isLoopback } from './loopback.ts'

/** What a load balancer asks, and what says how to call the rest. */
const open = new Set(['/healthz', '/readyz'])

export function requireApiKey(app: FastifyInstance, apiKey: string): void {
  const wanted = digest(`Bearer ${apiKey}`)
  app.addHook('onRequest', async (request, reply) => {
    if (open.has(request.url.split('?')[0] ?? '')) return
    // equal lengths, so that the comparison takes the same time whatever was sent
    if (crypto.timingSafeEqual(digest(request.headers.authorization ?? ''), wanted)) return
    reply.header('www-authenticate', 'Bearer')
    throw new Problem('unauthorized', 'Send the header "Authorization: Bearer <SWEEPD_API_KEY>".')
  })
}

/** @throws Error for an address that others can reach, without a key */
export function assertSafe(host: string, apiKey: string | null): void {
  if (isLoopback(host) || apiKey !== null) return
  throw new Error(`SWEEPD_HOST ${host} can be reached by others: set SWEEPD_API_KEY`)
}

function digest(text: string): Buffer {
  return crypto.createHash('sha256').update(text).digest()
}
