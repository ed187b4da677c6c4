/** API key, sent as a bearer token. Without one the server listens on loopback only. */
import crypto from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../../errors.ts'
import { asksForPage, isPage } from '../dashboard/pages.ts'
import { isLoopback } from './loopback.ts'

/** Routes without data, open without a key: health checks, documentation, the files of the dashboard. */
const isOpen = (route: string) =>
  /^\/(healthz|readyz|openapi\.json|docs(\/.*)?|assets\/\*|favicon\.svg)$/.test(route) ||
  isPage(route)

export function requireApiKey(app: FastifyInstance, apiKey: string): void {
  const wanted = digest(`Bearer ${apiKey}`)
  app.addHook('onRequest', async (request, reply) => {
    // by the route that matched, not by the path in the request
    if (isOpen(request.routeOptions.url ?? '')) return
    if (request.is404 && asksForPage(request)) return
    // digests of equal length, for a constant-time comparison
    if (crypto.timingSafeEqual(digest(request.headers.authorization ?? ''), wanted)) return
    reply.header('www-authenticate', 'Bearer')
    throw new Problem('unauthorized', 'Send the header "Authorization: Bearer <SWEEPD_API_KEY>".')
  })
}

/** @throws Error if the address is reachable from other machines and there is no key */
export function assertKeyOrLoopback(host: string, apiKey: string | null): void {
  if (isLoopback(host) || apiKey !== null) return
  throw new Error(`SWEEPD_HOST ${host} can be reached from other machines: set SWEEPD_API_KEY`)
}

function digest(text: string): Buffer {
  return crypto.createHash('sha256').update(text).digest()
}
