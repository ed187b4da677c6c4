/**
 * Protects against requests from web pages (CSRF and DNS rebinding). A page that someone visits can send requests to
 * this machine, since forms and uploads need no permission, and with DNS rebinding, where its own host name points
 * here, it can read the responses. Browsers reveal this: `Host` is the name that the page used, `Origin` and
 * `Sec-Fetch-Site` say where the request comes from, and pages cannot change them. Programs send neither `Origin` nor
 * `Sec-Fetch-Site`.
 */
import type { IncomingHttpHeaders } from 'node:http'
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../../errors.ts'
import { isPage } from '../dashboard/pages.ts'
import { isLoopback, parseHostname } from './loopback.ts'

export interface BrowserRules {
  hosts: readonly string[] | null // besides loopback; null: any
  origins: readonly string[] // other origins that are allowed
}

interface Asked {
  method: string
  path: string
  headers: IncomingHttpHeaders
}

/** Pages that people open in a browser, so links from other sites are allowed. */
const mayBeLinked = (path: string) => /^\/docs(\/|$)/.test(path) || isPage(path)

/**
 * Rules of this configuration. With an API key and no listed hosts, any Host is accepted: pages do not have the key,
 * and behind a proxy the host name is unknown.
 */
export function browserRules(config: {
  host: string
  apiKey: string | null
  allowedHosts: readonly string[]
  allowedOrigins: readonly string[]
}): BrowserRules {
  const { host, apiKey, allowedHosts, allowedOrigins } = config
  const isOpen = apiKey !== null && allowedHosts.length === 0
  return { hosts: isOpen ? null : [host, ...allowedHosts], origins: allowedOrigins }
}

/** Register before anything that reads a request: authentication, bodies, routes. */
export async function guardAgainstPages(app: FastifyInstance, rules: BrowserRules): Promise<void> {
  const hosts = rules.hosts && new Set(rules.hosts.map(parseHostname))
  app.addHook('onRequest', async ({ method, url, headers }) => {
    refuseForeignHost(headers, hosts)
    refuseForeignPage({ method, path: url, headers }, rules.origins)
  })
  if (rules.origins.length === 0) return
  await app.register(cors, {
    origin: [...rules.origins],
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: ['etag', 'location', 'www-authenticate', 'retry-after'],
    strictPreflight: false, // its rejections are not problem documents
  })
}

/** @throws Problem host-not-allowed */
function refuseForeignHost(
  { host = '' }: IncomingHttpHeaders,
  hosts: ReadonlySet<string | null> | null,
): void {
  if (hosts === null || isLoopback(host)) return
  const name = parseHostname(host)
  if (name !== null && hosts.has(name)) return
  const asked =
    host === ''
      ? 'The request has no Host header, and this server accepts known host names only. '
      : `This server does not accept the host name ${JSON.stringify(name ?? host)}. `
  const detail = `${asked}Call it by its address, or list the name in SWEEPD_ALLOWED_HOSTS.`
  throw new Problem('host-not-allowed', detail, [{ pointer: '/headers/host', detail }])
}

/** @throws Problem cross-site */
function refuseForeignPage({ method, path, headers }: Asked, origins: readonly string[]): void {
  const { host = '', origin, 'sec-fetch-site': site } = headers
  if (origin !== undefined && origins.includes(origin)) return
  if (origin !== undefined && !isOwn(origin, host)) {
    throw crossSite('/headers/origin', `the page ${origin}`)
  }
  if (site === undefined || site === 'same-origin' || site === 'none') return
  // following a link shows our page, and tells the other page nothing
  const isLink =
    headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  if (isLink && method === 'GET' && mayBeLinked(path.split('?')[0] ?? '')) return
  throw crossSite('/headers/sec-fetch-site', 'a page on another site')
}

/** The scheme may differ: a proxy in front of the server may use TLS. */
function isOwn(origin: string, host: string): boolean {
  if (!URL.canParse(origin) || !URL.canParse(`http://${host}`)) return false
  const { host: asked, protocol } = new URL(origin)
  return new URL(`${protocol}//${host}`).host === asked
}

function crossSite(pointer: string, who: string): Problem {
  const detail =
    `The request comes from ${who}, which may not call this server. ` +
    'To allow a page, add its origin to SWEEPD_ALLOWED_ORIGINS.'
  return new Problem('cross-site', detail, [{ pointer, detail }])
}
