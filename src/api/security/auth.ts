/** One API key, sent as a bearer token; without one the server listens on loopback only. */
import crypto from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../../errors.ts'
import { isLoopback } from './loopback.ts'

/** What a load balancer asks, and what says how to call the rest: routes without data. */
const isOpen = (route: string) => /^\/(healthz|readyz|openapi\.json|docs(\/.*)?)$/.test(route)

export function requireApiKey(app: FastifyInstance, apiKey: string): void {
  const wanted = digest(`Bearer ${apiKey}`)
  app.addHook('onRequest', async (request, reply) => {
    // by the route that answers, not by the path that was written
    if (isOpen(request.routeOptions.url ?? '')) return
    // equal lengths, so that the comparison takes the same time whatever was sent
    if (crypto.timingSafeEqual(digest(request.headers.authorization ?? ''), wanted)) return
    reply.header('www-authenticate', 'Bearer')
    throw new Problem('unauthorized', 'Send the header "Authorization: Bearer <SWEEPD_API_KEY>".')
  })
}

/** @throws Error for an address that others can reach, without a key */
export function assertKeyOrLoopback(host: string, apiKey: string | null): void {
  if (isLoopback(host) || apiKey !== null) return
  throw new Error(`SWEEPD_HOST ${host} can be reached by others: set SWEEPD_API_KEY`)
}

function digest(text: string): Buffer {
  return crypto.createHash('sha256').update(text).digest()
}
