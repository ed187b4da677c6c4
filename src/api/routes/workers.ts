import { z } from 'zod'
import { workerTimeoutMs } from '../../db/workers.ts'
import type { Api, ApiTools } from '../app.ts'
import { problems } from '../schemas/common.ts'

const Worker = z
  .object({
    id: z.string(),
    host: z.string(),
    pid: z.int(),
    trainers: z.int(),
    backend: z.string().describe('tensorflow, or cpu for slow pure JavaScript'),
    device: z.string(),
    library: z.string(),
    advice: z.string().nullable().describe('what to install to be fast'),
    isDraining: z.boolean(),
    startedAt: z.string(),
    heartbeatAt: z.string(),
  })
  .meta({ id: 'Worker' })

export async function workerRoutes(app: Api, { db }: ApiTools): Promise<void> {
  app.get(
    '/v1/workers',
    {
      schema: {
        operationId: 'listWorkers',
        summary: 'Workers that are alive',
        tags: ['server'],
        response: { 200: z.object({ items: z.array(Worker), next: z.null() }), ...problems },
      },
    },
    async () => {
      const rows = await db.prisma.worker.findMany({
        where: { heartbeatAt: { gt: new Date(Date.now() - workerTimeoutMs) } },
        orderBy: { id: 'asc' },
      })
      const items = rows.map((row) => ({
        ...row,
        startedAt: row.startedAt.toISOString(),
        heartbeatAt: row.heartbeatAt.toISOString(),
      }))
      return { items, next: null }
    },
  )
}
