import { z } from 'zod'
import { evaluateTrial, predictWithTrial } from '../../study/models.ts'
import type { Api, ApiTools } from '../app.ts'
import { refusals, TrialParams } from '../schemas/common.ts'
import { Evaluation } from '../schemas/evaluation.ts'

const tags = ['trials']

const imputed = z
  .array(z.string())
  .optional()
  .describe('columns that the row has no value for, where the data lack some too; absent: none')

/** What a trained model is for. */
export async function modelRoutes(app: Api, { db, predictor }: ApiTools): Promise<void> {
  app.post(
    '/v1/studies/:id/trials/:number/predict',
    {
      schema: {
        operationId: 'predict',
        summary: 'Predictions of the trained model, in the target’s own units',
        tags,
        params: TrialParams,
        body: z.strictObject({
          inputs: z
            .array(z.unknown())
            .min(1)
            .max(10_000)
            .describe('rows: objects by column name, or tensors flat or nested'),
        }),
        response: {
          200: z.strictObject({
            predictions: z.array(
              z.union([
                z.strictObject({ label: z.string(), probabilities: z.array(z.number()), imputed }),
                z.strictObject({ value: z.number(), deviation: z.number().optional(), imputed }),
              ]),
            ),
          }),
          ...refusals(
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
        summary: 'Metrics on the test rows, which no search saw; computed once, then remembered',
        tags,
        params: TrialParams,
        response: {
          200: Evaluation,
          ...refusals('trial-not-found', 'model-not-found', 'wrong-state', 'predictor-unavailable'),
        },
      },
    },
    async ({ params: { id, number } }) => evaluateTrial({ db, predictor }, id, number),
  )
}
