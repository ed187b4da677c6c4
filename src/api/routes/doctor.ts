import { Diagnosis, diagnose } from '../../study/answers/doctor.ts'
import type { Api, ApiTools } from '../app.ts'
import { refusals, StudyParams } from '../schemas/common.ts'

export async function doctorRoutes(app: Api, { db }: ApiTools): Promise<void> {
  app.get(
    '/v1/studies/:id/diagnosis',
    {
      schema: {
        operationId: 'diagnoseStudy',
        summary: 'Check that the stored rows of a study are consistent',
        description:
          'Compares rows, counters, events, the leaderboard, checkpoints and models. `broken` is empty ' +
          'for a consistent database, even after crashes. Takes seconds for 100,000 trials.',
        tags: ['studies'],
        params: StudyParams,
        response: { 200: Diagnosis, ...refusals('study-not-found') },
      },
    },
    async ({ params }) => diagnose(db, params.id),
  )
}
