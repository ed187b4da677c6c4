import { readWorkers, WorkerAnswer } from '../../study/answers/workers.ts'
import type { Api, ApiTools } from '../app.ts'
import { fullList, refusals } from '../schemas/common.ts'

export async function workerRoutes(app: Api, { db }: ApiTools): Promise<void> {
  app.get(
    '/v1/workers',
    {
      schema: {
        operationId: 'listWorkers',
        summary: 'List live workers, with what they train now and how fast',
        tags: ['server'],
        response: { 200: fullList(WorkerAnswer), ...refusals() },
      },
    },
    async () => ({ items: await readWorkers(db.pool), next: null }),
  )
}
