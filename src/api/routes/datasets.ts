import { z } from 'zod'
import { PreviewRow } from '../../data/preview.ts'
import { DatasetSpec } from '../../data/spec.ts'
import { queryNumber } from '../../query-number.ts'
import { several } from '../../study/analysis/query-fields.ts'
import {
  DatasetAnswer,
  presentDataset,
  presentDatasets,
} from '../../study/answers/dataset-answer.ts'
import {
  addDataset,
  deleteDataset,
  getDataset,
  listDatasets,
  previewDataset,
  readDatasetBytes,
  readDatasetRows,
} from '../../study/datasets.ts'
import type { Api, ApiTools } from '../app.ts'
import { bodyUnchecked } from '../http/validation.ts'
import {
  bodyRefusals,
  DatasetReference,
  fullList,
  Id,
  maxInt,
  Page,
  pagedList,
  refusals,
} from '../schemas/common.ts'
import { withUpload } from '../upload.ts'

const tags = ['datasets']

export async function datasetRoutes(
  app: Api,
  { db, datasetReader, predictor }: ApiTools,
): Promise<void> {
  app.post(
    '/v1/datasets',
    {
      validatorCompiler: bodyUnchecked,
      schema: {
        operationId: 'addDataset',
        summary: 'Upload a dataset',
        description:
          'Multipart with `spec` (JSON) and `file`. The response lists the columns and warnings.',
        tags,
        consumes: ['multipart/form-data'],
        body: z.object({ spec: DatasetSpec, file: z.file() }),
        response: {
          201: DatasetAnswer,
          ...bodyRefusals('dataset-name-taken', 'invalid-dataset'),
        },
      },
    },
    async (request, reply) => {
      const stored = await datasetReader.admit(() =>
        withUpload(request, async ({ spec, file }) =>
          addDataset(db, spec, await datasetReader.read(spec, file)),
        ),
      )
      return reply
        .code(201)
        .header('location', `/v1/datasets/${stored.id}`)
        .send(await presentDataset(db, stored))
    },
  )

  app.get(
    '/v1/datasets',
    {
      schema: {
        operationId: 'listDatasets',
        summary: 'List datasets, newest first',
        tags,
        querystring: Page.extend({
          after: Id.optional(),
          name: z
            .string()
            .max(200)
            .optional()
            .describe('return only datasets whose name contains this text'),
          columns: z
            .enum(['true', 'false'])
            .default('true')
            .describe('false: `columns` are empty, for a short list of wide datasets'),
        }),
        response: { 200: pagedList(DatasetAnswer), ...refusals() },
      },
    },
    async ({ query: { limit, after = null, name = null, columns } }) => {
      const { items, next } = await listDatasets(db, { limit, after, name })
      return { items: await presentDatasets(db, items, { isBrief: columns === 'false' }), next }
    },
  )

  app.get(
    '/v1/datasets/:id',
    {
      schema: {
        operationId: 'getDataset',
        summary: 'Get a dataset with the statistics of its columns',
        tags,
        params: DatasetReference,
        response: { 200: DatasetAnswer, ...refusals('dataset-not-found') },
      },
    },
    async ({ params }) => presentDataset(db, await getDataset(db, params.id)),
  )

  app.get(
    '/v1/datasets/:id/preview',
    {
      schema: {
        operationId: 'previewDataset',
        summary: 'Get the first rows of a dataset, in the format of predict',
        tags,
        params: DatasetReference,
        querystring: z.strictObject({
          limit: queryNumber(z.number().int().min(1).max(100).default(20)),
        }),
        response: { 200: fullList(PreviewRow), ...refusals('dataset-not-found') },
      },
    },
    async ({ params, query }) => ({
      items: await previewDataset(db, params.id, query.limit),
      next: null,
    }),
  )

  app.get(
    '/v1/datasets/:id/rows',
    {
      schema: {
        operationId: 'getDatasetRows',
        summary: 'Get some rows of a dataset, in the format of predict',
        tags,
        params: DatasetReference,
        querystring: z.strictObject({
          row: several(queryNumber(z.number().int().min(0).max(maxInt))).describe(
            'row of the dataset, from 0; up to 100 of them: `row=3&row=17`',
          ),
        }),
        response: {
          200: fullList(PreviewRow),
          ...refusals('dataset-not-found', 'invalid-query', 'predictor-unavailable'),
        },
      },
    },
    async ({ params, query: { row = [0] } }) => ({
      items: await readDatasetRows({ db, predictor }, params.id, row),
      next: null,
    }),
  )

  app.get(
    '/v1/datasets/:id/bytes',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'getDatasetBytes',
        summary: 'Get a dataset as it is stored',
        description:
          'Training depends on these bytes alone; their form belongs to this version of Sweepd. Their SHA-256 is in the recipe of each trial.',
        tags,
        params: DatasetReference,
        response: {
          200: {
            description: 'the stored bytes',
            content: {
              'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) },
            },
          },
          ...refusals('dataset-not-found'),
        },
      },
    },
    async ({ params }, reply) =>
      reply.type('application/octet-stream').send((await readDatasetBytes(db, params.id)) as never),
  )

  app.delete(
    '/v1/datasets/:id',
    {
      schema: {
        operationId: 'deleteDataset',
        summary: 'Delete a dataset that no study uses',
        tags,
        params: DatasetReference,
        response: {
          204: z.null().describe('deleted'),
          ...refusals('dataset-not-found', 'dataset-in-use'),
        },
      },
    },
    async ({ params }, reply) => {
      await deleteDataset(db, params.id)
      return reply.code(204).send(null)
    },
  )
}
