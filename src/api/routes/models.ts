import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { Evaluation } from '../../engine/metrics/evaluation.ts'
import { Prediction } from '../../engine/network/prediction.ts'
import type { ExportFormat } from '../../export/format.ts'
import { type ExportFormatName, exportFormats } from '../../export/formats/index.ts'
import {
  type ExportedModel,
  exportBestModel,
  exportStudyModel,
  exportTrialModel,
} from '../../study/answers/exported-model.ts'
import { evaluateTrial, predictWithTrial } from '../../study/answers/models.ts'
import type { Api, ApiTools } from '../app.ts'
import { bodyRefusals, refusals, StudyParams, TrialParams } from '../schemas/common.ts'
import { ModelCard } from '../schemas/model-card.ts'

const tags = ['trials']

export const PredictBody = z.strictObject({
  inputs: z
    .array(z.unknown())
    .min(1)
    .max(10_000)
    .describe('rows to predict: objects keyed by column name, or tensors (flat or nested arrays)'),
})

export const Predictions = z.strictObject({ predictions: z.array(Prediction) })

const formatNames = Object.keys(exportFormats) as [ExportFormatName, ...ExportFormatName[]]

const Format = z.strictObject({
  format: z.enum(formatNames).describe(
    Object.entries(exportFormats)
      .map(([name, { summary }]) => `${name}: ${summary}`)
      .join('; '),
  ),
})

const Bytes = z.string().meta({ format: 'binary' })

const download = {
  200: {
    description: 'the file: a ZIP archive, one ONNX file, or the model card as JSON',
    content: {
      'application/zip': { schema: Bytes },
      'application/octet-stream': { schema: Bytes },
      'application/json': { schema: ModelCard },
    },
  },
  ...refusals(
    'study-not-found',
    'trial-not-found',
    'model-not-found',
    'cannot-be-exported',
    'predictor-unavailable',
  ),
}

const mediaTypes = {
  zip: 'application/zip',
  onnx: 'application/octet-stream',
  json: 'application/json',
} as const satisfies Record<ExportFormat['extension'], string>

const exportDescription =
  'A file for programs that need no Sweepd, with the preprocessing and a model card: see docs/export.md. A layer or column that the format cannot hold is named by a pointer.'

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
        body: PredictBody,
        response: {
          200: Predictions,
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

  app.get(
    '/v1/studies/:id/trials/:number/model',
    {
      schema: {
        operationId: 'exportTrialModel',
        summary: 'Download the model of a trial',
        description: exportDescription,
        tags,
        params: TrialParams,
        querystring: Format,
        response: download,
      },
    },
    async ({ params: { id, number }, query: { format } }, reply) =>
      send(reply, format, await exportTrialModel({ db, predictor }, id, number, format)),
  )

  app.get(
    '/v1/studies/:id/best/model',
    {
      schema: {
        operationId: 'exportBestModel',
        summary: 'Download the model of the best trial',
        description: exportDescription,
        tags,
        params: StudyParams,
        querystring: Format,
        response: download,
      },
    },
    async ({ params: { id }, query: { format } }, reply) =>
      send(reply, format, await exportBestModel({ db, predictor }, id, format)),
  )

  app.get(
    '/v1/studies/:id/model',
    {
      schema: {
        operationId: 'exportStudyModel',
        summary: 'Download the model of a study',
        description: `${exportDescription} The study's \`model\` says which trials it is made of: of several, the weighted mean.`,
        tags,
        params: StudyParams,
        querystring: Format,
        response: download,
      },
    },
    async ({ params: { id }, query: { format } }, reply) =>
      send(reply, format, await exportStudyModel({ db, predictor }, id, format)),
  )
}

/** As bytes, which are not serialised. */
function send(
  reply: FastifyReply,
  format: ExportFormatName,
  { bytes, name }: ExportedModel,
): FastifyReply {
  const { extension } = exportFormats[format]
  return reply
    .type(mediaTypes[extension])
    .header('content-disposition', `attachment; filename="${name}.${extension}"`)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}
