import { listLiveWorkers, Worker } from '../../db/tables/workers.ts'
import type { Api, ApiTools } from '../app.ts'
import { fullList, refusals } from '../schemas/common.ts'

export async function workerRoutes(app: Api, { db }: ApiTools): Promise<void> {
  app.get(
    '/v1/workers',
    {
      schema: {
        operationId: 'listWorkers',
        summary: 'List live workers',
        tags: ['server'],
        response: { 200: fullList(Worker), ...refusals() },
      },
    },
    async () => ({ items: await listLiveWorkers(db.pool), next: null }),
  )
}
