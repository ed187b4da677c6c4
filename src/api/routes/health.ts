import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { isUp } from '../../db/client.ts'
import { availableTrainers } from '../../db/tables/workers.ts'
import type { Api, ApiTools } from '../app.ts'
import { refusalsOnly } from '../schemas/common.ts'

const refusals = refusalsOnly()

const Up = z.strictObject({ status: z.literal('up') })

const Ready = z.strictObject({
  status: z.enum(['ready', 'not ready']),
  missing: z.array(z.string()).describe('components that are not available yet'),
})

/**
 * A component that does not respond within this time counts as missing; some drivers wait forever for a lost
 * connection.
 */
const patienceMs = 2_000

/** For load balancers and start scripts: open without an API key. */
export async function healthRoutes(
  app: Api,
  { db, queues, isPrepared, closing, disk }: ApiTools,
): Promise<void> {
  app.get(
    '/healthz',
    {
      schema: {
        operationId: 'getHealth',
        summary: 'Check that the process is up',
        tags: ['server'],
        security: [],
        response: { 200: Up, ...refusals },
      },
    },
    async () => ({ status: 'up' as const }),
  )

  const parts: Record<string, () => Promise<boolean>> = {
    database: () => isUp(db),
    queue: () => queues.isUp(),
    worker: async () => (await availableTrainers(db.pool)).trainers > 0,
    datasets: async () => isPrepared(),
    server: async () => !closing.aborted,
    disk: async () => !(await disk.isFull()),
  }
  app.get(
    '/readyz',
    {
      schema: {
        operationId: 'getReadiness',
        summary: 'Check that searches can run',
        tags: ['server'],
        security: [],
        response: {
          ...refusals,
          200: Ready.describe(
            'the database, the queue, disk space and at least one worker are available',
          ),
          503: Ready.describe('`missing` lists the components that are not available'),
        },
      },
    },
    async (request, reply) => {
      const checked = await Promise.all(
        Object.entries(parts).map(async ([part, isThere]) => {
          const answer = await Promise.race([
            isThere(),
            delay(patienceMs, false, { ref: false }),
          ]).catch((error) => {
            request.log.warn({ err: error, part }, 'not ready')
            return false
          })
          return answer ? [] : [part]
        }),
      )
      const missing = checked.flat()
      const isReady = missing.length === 0
      return reply
        .code(isReady ? 200 : 503)
        .send({ status: isReady ? 'ready' : 'not ready', missing })
    },
  )
}
