/** Addresses that the dashboard's router shows; `test/web/app/routes.test.ts` compares them with the router's own. */

/** Fastify's patterns: a study, a trial or a dataset has pages of its own below. */
export const pagePatterns = [
  '/',
  '/studies',
  '/studies/*',
  '/compare',
  '/workers',
  '/datasets',
  '/datasets/*',
] as const

const pages = pagePatterns.map((pattern) => new RegExp(`^${pattern.replace('/*', '/.*')}$`))

/** Is this path, without its query, one of the dashboard's pages? */
export function isPage(path: string): boolean {
  return pages.some((page) => page.test(path))
}

/** Would a browser that opened this address expect a page? Data is below /v1, and /docs answers for itself. */
export function asksForPage({ method, url, headers }: Asked): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  return /\btext\/html\b/.test(headers.accept ?? '') && !/^\/(v1|docs)([/?]|$)/.test(url)
}

interface Asked {
  method: string
  url: string
  headers: { accept?: string | undefined }
}
