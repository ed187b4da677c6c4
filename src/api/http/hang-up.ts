import type { FastifyInstance } from 'fastify'

const sweepMs = 20

/**
 * Closes the server as soon as its last request is answered. By default it would wait for clients to disconnect after
 * a stream or long poll, and for idle browser connections.
 */
export function hangUpWhenClosing(app: FastifyInstance): void {
  let inFlight = 0
  app.addHook('onRequest', async (_, reply) => {
    inFlight += 1
    reply.raw.once('close', () => {
      inFlight -= 1
    })
  })
  app.addHook('preClose', async () => {
    const { server } = app
    if (!server.listening) return
    const sweep = setInterval(() => {
      if (inFlight === 0) server.closeAllConnections()
    }, sweepMs)
    server.once('close', () => clearInterval(sweep))
  })
}
