import { z } from 'zod'
import { Evaluation } from '../../engine/metrics/evaluation.ts'
import { Prediction } from '../../engine/network/prediction.ts'
import { evaluateTrial, predictWithTrial } from '../../study/answers/models.ts'
import type { Api, ApiTools } from '../app.ts'
import { bodyRefusals, TrialParams } from '../schemas/common.ts'

const tags = ['trials']

/** Uses of a trained model. */
export async function modelRoutes(app: Api, { db, predictor }: ApiTools): Promise<void> {
  app.post(
    '/v1/studies/:id/trials/:number/predict',
    {
      schema: {
        operationId: 'predict',
        summary: 'Predict with the model of a trial',
        description: 'Predicted values are in the unit of the target column.',
        tags,
        params: TrialParams,
        body: z.strictObject({
          inputs: z
            .array(z.unknown())
            .min(1)
            .max(10_000)
            .describe(
              'rows to predict: objects keyed by column name, or tensors (flat or nested arrays)',
            ),
        }),
        response: {
          200: z.strictObject({
            predictions: z.array(Prediction),
          }),
          ...bodyRefusals(
            'trial-not-found',
            'model-not-found',
            'invalid-inputs',
            'predictor-unavailable',
          ),
        },
      },
    },
    async ({ params: { id, number }, body }) => ({
      predictions: await predictWithTrial({ db, predictor }, id, number, body.inputs),
    }),
  )

  app.post(
    '/v1/studies/:id/trials/:number/evaluate',
    {
      schema: {
        operationId: 'evaluateTrial',
        summary: 'Evaluate a trial on the test rows',
        description: 'The search never uses these rows. The metrics are computed once and stored.',
        tags,
        params: TrialParams,
        response: {
          200: Evaluation,
          ...bodyRefusals(
            'trial-not-found',
            'model-not-found',
            'wrong-state',
            'predictor-unavailable',
          ),
        },
      },
    },
    async ({ params: { id, number } }) => evaluateTrial({ db, predictor }, id, number),
  )
}
