import { z } from 'zod'
import { trainerCapacity } from '../../db/workers.ts'
import type { Api, ApiTools } from '../app.ts'

const Ready = z.object({
  status: z.enum(['ready', 'not ready']),
  missing: z.array(z.string()).describe('what searches still need'),
})

export async function healthRoutes(app: Api, { db, queues, closing }: ApiTools): Promise<void> {
  app.get(
    '/healthz',
    {
      schema: {
        operationId: 'health',
        summary: 'The process is up',
        tags: ['server'],
        response: { 200: z.object({ status: z.literal('up') }) },
      },
    },
    async () => ({ status: 'up' as const }),
  )

  app.get(
    '/readyz',
    {
      schema: {
        operationId: 'ready',
        summary: '200 when searches can run',
        tags: ['server'],
        response: { 200: Ready, 503: Ready },
      },
    },
    async (request, reply) => {
      const missing: string[] = []
      const check = async (what: string, work: () => Promise<boolean>) => {
        const isThere = await work().catch((error) => {
          request.log.warn({ err: error, what }, 'not ready')
          return false
        })
        if (!isThere) missing.push(what)
      }
      await check('database', async () => (await db.pool.query('SELECT 1')).rowCount === 1)
      if (missing.length === 0) {
        await check('worker', async () => (await trainerCapacity(db.pool)) > 0)
      }
      await check('queue', () => queues.isUp())
      if (closing.aborted) missing.push('server is closing')
      const isReady = missing.length === 0
      return reply
        .code(isReady ? 200 : 503)
        .send({ status: isReady ? 'ready' : 'not ready', missing })
    },
  )
}
