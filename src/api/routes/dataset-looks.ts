/** What people look at to understand a dataset, before and after it is stored. */
import { z } from 'zod'
import { Histogram } from '../../data/histograms.ts'
import { maxColumns } from '../../data/limits.ts'
import { largestSide, Picture } from '../../data/pictures.ts'
import { DatasetSpec } from '../../data/spec.ts'
import { queryNumber } from '../../query-number.ts'
import { lookAtStored } from '../../study/datasets.ts'
import { DatasetInspection, inspectUpload } from '../../study/look/inspect-upload.ts'
import type { Api, ApiTools } from '../app.ts'
import { bodyUnchecked } from '../http/validation.ts'
import { bodyRefusals, DatasetReference, fullList, pagedList, refusals } from '../schemas/common.ts'
import { withUpload } from '../upload.ts'

const tags = ['datasets']

export async function datasetLookRoutes(app: Api, { db, datasetReader }: ApiTools): Promise<void> {
  app.post(
    '/v1/datasets/inspect',
    {
      validatorCompiler: bodyUnchecked,
      schema: {
        operationId: 'inspectDataset',
        summary: 'Read a file without storing it',
        description:
          'Takes what POST /v1/datasets takes and returns what it would store, with histograms and the first rows, or the same errors.',
        tags,
        consumes: ['multipart/form-data'],
        body: z.object({ spec: DatasetSpec, file: z.file() }),
        response: { 200: DatasetInspection, ...bodyRefusals('invalid-dataset') },
      },
    },
    async (request) =>
      datasetReader.admit(() =>
        withUpload(request, async ({ spec, file }) =>
          inspectUpload(spec, await datasetReader.read(spec, file)),
        ),
      ),
  )

  app.get(
    '/v1/datasets/:id/histograms',
    {
      schema: {
        operationId: 'getDatasetHistograms',
        summary: 'Get the distribution of the values of each column',
        description:
          'Inputs in their order, then the target and the weights; ignored columns have none.',
        tags,
        params: DatasetReference,
        querystring: z.strictObject({
          limit: queryNumber(z.number().int().min(1).max(100).default(50)),
          after: queryNumber(z.number().int().min(0).max(maxColumns))
            .optional()
            .describe('`next` of the previous page'),
        }),
        response: { 200: pagedList(Histogram), ...refusals('dataset-not-found') },
      },
    },
    async ({ params, query: { limit, after = null } }) => {
      const look = await lookAtStored(db, params.id, { histograms: { after, limit } })
      const { items, next } = look.histograms
      return { items, next: next === null ? null : String(next) }
    },
  )

  app.get(
    '/v1/datasets/:id/pictures',
    {
      schema: {
        operationId: 'getDatasetPictures',
        summary: 'Get some rows of a dataset of images as small pictures',
        description: `Rows at equal distances, with sides of at most ${largestSide} pixels. Empty for other datasets.`,
        tags,
        params: DatasetReference,
        querystring: z.strictObject({
          limit: queryNumber(z.number().int().min(1).max(40).default(40)),
        }),
        response: { 200: fullList(Picture), ...refusals('dataset-not-found') },
      },
    },
    async ({ params, query }) => {
      const { pictures } = await lookAtStored(db, params.id, { pictures: query.limit })
      return { items: pictures, next: null }
    },
  )
}
