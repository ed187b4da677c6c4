/**
 * Keeps web pages out. A page that somebody merely looks at can send requests to this machine (forms and uploads need
 * no permission to be sent), and by DNS rebinding, under a name of its own that it lets point here, read the answers.
 * Browsers say so: `Host` is the name that the page used, `Origin` and `Sec-Fetch-Site` are where it comes from, and
 * no page can change them. Programs send neither of the two.
 */
import type { IncomingHttpHeaders } from 'node:http'
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../../errors.ts'
import { isLoopback, parseHostname } from './loopback.ts'

export interface BrowserRules {
  hosts: readonly string[] | null // beside loopback; null: any
  origins: readonly string[] // pages elsewhere that may call
}

interface Asked {
  method: string
  path: string
  headers: IncomingHttpHeaders
}

/** What people open in a browser: links from elsewhere may lead here. */
const pages = /^\/(docs)?([/?]|$)/

/**
 * The rules of this configuration. Where a key is needed and no hosts are listed, any Host will do: no page has
 * the key, and behind a proxy the names are many.
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

/** Before all that reads a request: the key, the bodies, the routes. */
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
    strictPreflight: false, // its refusals would be no problem documents
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
      ? 'The request has no Host header, and this server answers only to names that it knows. '
      : `This server does not answer to the name ${JSON.stringify(name ?? host)}. `
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
  // a link that somebody follows shows our page and tells the other one nothing
  const isLink =
    headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  if (isLink && method === 'GET' && pages.test(path)) return
  throw crossSite('/headers/sec-fetch-site', 'a page of another site')
}

/** The scheme may differ: a proxy in front of us may speak TLS. */
function isOwn(origin: string, host: string): boolean {
  if (!URL.canParse(origin) || !URL.canParse(`http://${host}`)) return false
  const { host: asked, protocol } = new URL(origin)
  return new URL(`${protocol}//${host}`).host === asked
}

function crossSite(pointer: string, who: string): Problem {
  const detail =
    `The request comes from ${who}, which may not call this server. ` +
    'List the origin of a page that may in SWEEPD_ALLOWED_ORIGINS.'
  return new Problem('cross-site', detail, [{ pointer, detail }])
}
