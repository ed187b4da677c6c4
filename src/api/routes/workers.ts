import { z } from 'zod'
import { liveWorkers } from '../../db/tables/workers.ts'
import { Timestamp } from '../../db/timestamp.ts'
import type { Api, ApiTools } from '../app.ts'
import { refusals, wholeListOf } from '../schemas/common.ts'

const Worker = z
  .strictObject({
    id: z.string(),
    host: z.string(),
    pid: z.int(),
    trainers: z.int().describe('trials at once'),
    backend: z.string().describe('tensorflow, or cpu for slow pure JavaScript'),
    device: z.string(),
    library: z.string(),
    hardware: z.string().describe('the GPU, or else the processor'),
    advice: z.string().nullable().describe('what to install to be fast'),
    isDraining: z.boolean(),
    trouble: z
      .string()
      .nullable()
      .describe('why it takes no trials: its machine failed several in a row; it tries again'),
    startedAt: Timestamp,
    heartbeatAgeMs: z.number(),
  })
  .meta({ id: 'Worker' })

export async function workerRoutes(app: Api, { db }: ApiTools): Promise<void> {
  app.get(
    '/v1/workers',
    {
      schema: {
        operationId: 'listWorkers',
        summary: 'List live workers',
        tags: ['server'],
        response: { 200: wholeListOf(Worker), ...refusals() },
      },
    },
    async () => {
      const workers = await liveWorkers(db.pool)
      const items = workers.map((worker) => ({
        ...worker,
        startedAt: worker.startedAt.toISOString(),
      }))
      return { items, next: null }
    },
  )
}
