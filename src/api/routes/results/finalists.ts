import { FinalistsAnswer, readFinalists } from '../../../study/answers/finalists.ts'
import { readStudyAnswer, StudyAnswer } from '../../../study/answers/studies/study-answer.ts'
import { FinalistsRequest } from '../../../study/finalists/finalists-spec.ts'
import { requestFinalists } from '../../../study/finalists/request-finalists.ts'
import type { Api, ApiTools } from '../../app.ts'
import { bodyRefusals, refusals, StudyParams } from '../../schemas/common.ts'

const tags = ['studies']

/** The best trials of a search, trained again. */
export async function finalistRoutes(app: Api, { db, queues }: ApiTools): Promise<void> {
  app.post(
    '/v1/studies/:id/finalists',
    {
      schema: {
        operationId: 'trainFinalists',
        summary: 'Train the best trials of an ended study again',
        description:
          'The study runs again until its finalists, and the refit of the winner, are trained. They replace earlier finalists.',
        tags,
        params: StudyParams,
        body: FinalistsRequest,
        response: {
          202: StudyAnswer,
          ...bodyRefusals('study-not-found', 'wrong-state', 'invalid-study'),
        },
      },
    },
    async ({ params, body }, reply) => {
      await requestFinalists({ db, queues }, params.id, body)
      return reply.code(202).send(await readStudyAnswer(db.pool, params.id))
    },
  )

  app.get(
    '/v1/studies/:id/finalists',
    {
      schema: {
        operationId: 'getFinalists',
        summary: 'Get the finalists of a study, ranked by their means',
        tags,
        params: StudyParams,
        response: { 200: FinalistsAnswer, ...refusals('study-not-found') },
      },
    },
    async ({ params }) => readFinalists(db.pool, params.id),
  )
}
