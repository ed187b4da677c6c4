import { Evaluation } from '../../../engine/metrics/evaluation.ts'
import { evaluateStudy, predictWithStudy } from '../../../study/answers/study-model.ts'
import type { Api, ApiTools } from '../../app.ts'
import { bodyRefusals, StudyParams } from '../../schemas/common.ts'
import { PredictBody, Predictions } from '../models.ts'

const tags = ['studies']

/** Uses of a study's final model: `model` of the study says which trials it consists of. */
export async function studyModelRoutes(app: Api, { db, predictor }: ApiTools): Promise<void> {
  app.post(
    '/v1/studies/:id/predict',
    {
      schema: {
        operationId: 'predictWithStudy',
        summary: 'Predict with the model of a study',
        description:
          'The refit, the blend, or the best trial so far: see `model` of the study. Predicted values are in the unit of the target column.',
        tags,
        params: StudyParams,
        body: PredictBody,
        response: {
          200: Predictions,
          ...bodyRefusals(
            'study-not-found',
            'model-not-found',
            'invalid-inputs',
            'predictor-unavailable',
          ),
        },
      },
    },
    async ({ params: { id }, body }) => ({
      predictions: await predictWithStudy({ db, predictor }, id, body.inputs),
    }),
  )

  app.post(
    '/v1/studies/:id/evaluate',
    {
      schema: {
        operationId: 'evaluateStudy',
        summary: 'Evaluate the model of a study on the test rows',
        description:
          'No phase of the study uses these rows. The metrics are computed once and stored.',
        tags,
        params: StudyParams,
        response: {
          200: Evaluation,
          ...bodyRefusals(
            'study-not-found',
            'model-not-found',
            'wrong-state',
            'predictor-unavailable',
          ),
        },
      },
    },
    async ({ params: { id } }) => evaluateStudy({ db, predictor }, id),
  )
}
