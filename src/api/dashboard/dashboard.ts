/** Serves the dashboard that Vite builds into web/dist: files with hashed names, and one page for every address. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Problem } from '../../errors.ts'
import { pagePatterns } from './pages.ts'

/** Beside dist/, in which this file runs. */
export const builtDashboard = fileURLToPath(new URL('../../../../web/dist/', import.meta.url))

const year = 365 * 24 * 3600 * 1000 // milliseconds

declare module 'fastify' {
  interface FastifyReply {
    /** Answers with the page of the dashboard, which shows what belongs to the address. */
    sendDashboard(): FastifyReply
  }
}

/** @param folder  what Vite built; without index.html in it, pages answer with a problem that says what to do */
export async function dashboardRoutes(app: FastifyInstance, folder: string): Promise<void> {
  const isBuilt = existsSync(path.join(folder, 'index.html'))
  // the build leaves .br and .gz beside each file
  await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true })
  app.decorateReply('sendDashboard', function sendDashboard(this: FastifyReply) {
    if (!isBuilt) throw notBuilt()
    // the browser asks each time whether it changed; its scripts have other names then
    this.header('cache-control', 'no-cache')
    return this.sendFile('index.html', { cacheControl: false })
  })
  const hidden = { hide: true }
  for (const pattern of pagePatterns) {
    app.get(pattern, { schema: hidden }, (_, reply) => reply.sendDashboard())
  }
  app.get<{ Params: { '*': string } }>('/assets/*', { schema: hidden }, (request, reply) => {
    if (!isBuilt) throw notBuilt()
    return reply.sendFile(`assets/${request.params['*']}`, { maxAge: year, immutable: true })
  })
  app.get('/favicon.svg', { schema: hidden }, (_, reply) => {
    if (!isBuilt) throw notBuilt()
    return reply.sendFile('favicon.svg', { maxAge: 24 * 3600 * 1000 })
  })
}

function notBuilt(): Problem {
  return new Problem(
    'no-such-path',
    'The dashboard is not built. Run "npm run setup", then start the service again. The API is described at /docs.',
  )
}
