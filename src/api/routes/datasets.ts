import { z } from 'zod'
import { DatasetSpec } from '../../data/spec.ts'
import { DatasetSummary } from '../../data/summary.ts'
import { type Fault, Problem, pointerOf } from '../../errors.ts'
import {
  addDataset,
  deleteDataset,
  getDataset,
  listDatasets,
  previewDataset,
  type StoredDataset,
} from '../../study/datasets.ts'
import type { Api, ApiTools } from '../app.ts'
import { listOf, Page, problems } from '../schemas/common.ts'

const tags = ['datasets']
const Reference = z.object({ id: z.string().min(1).max(200).describe('name or id') })

const DatasetAnswer = DatasetSummary.extend({
  id: z.string(),
  name: z.string(),
  format: z.string(),
  spec: z.unknown(),
  createdAt: z.string(),
}).meta({ id: 'Dataset' })

export async function datasetRoutes(app: Api, { db }: ApiTools): Promise<void> {
  app.post(
    '/v1/datasets',
    {
      schema: {
        operationId: 'addDataset',
        summary: 'Upload a dataset: multipart with `spec` (JSON) and `file`',
        tags,
        consumes: ['multipart/form-data'],
        response: { 201: DatasetAnswer, ...problems },
      },
    },
    async (request, reply) => {
      if (!request.isMultipart()) {
        throw new Problem('invalid-request', 'Send multipart/form-data.', [
          { pointer: '/headers/content-type', detail: 'multipart/form-data is needed' },
        ])
      }
      const { spec, file } = await readParts(request.parts())
      const stored = await addDataset(db, spec, file)
      return reply.code(201).header('location', `/v1/datasets/${stored.id}`).send(present(stored))
    },
  )

  app.get(
    '/v1/datasets',
    {
      schema: {
        operationId: 'listDatasets',
        summary: 'Datasets, newest first',
        tags,
        querystring: Page,
        response: { 200: listOf(DatasetAnswer), ...problems },
      },
    },
    async ({ query: { limit, after = null } }) => {
      const { items, next } = await listDatasets(db, { limit, after })
      return { items: items.map(present), next }
    },
  )

  app.get(
    '/v1/datasets/:id',
    {
      schema: {
        operationId: 'getDataset',
        summary: 'Schema and column statistics',
        tags,
        params: Reference,
        response: { 200: DatasetAnswer, ...problems },
      },
    },
    async ({ params }) => present(await getDataset(db, params.id)),
  )

  app.get(
    '/v1/datasets/:id/preview',
    {
      schema: {
        operationId: 'previewDataset',
        summary: 'The first rows, as /predict takes them',
        tags,
        params: Reference,
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
        response: { 200: z.object({ items: z.array(z.unknown()), next: z.null() }), ...problems },
      },
    },
    async ({ params, query }) => ({
      items: await previewDataset(db, params.id, query.limit),
      next: null,
    }),
  )

  app.delete(
    '/v1/datasets/:id',
    {
      schema: {
        operationId: 'deleteDataset',
        summary: 'Delete a dataset that no study uses',
        tags,
        params: Reference,
        response: { 204: z.null(), ...problems },
      },
    },
    async ({ params }, reply) => {
      await deleteDataset(db, params.id)
      return reply.code(204).send(null)
    },
  )
}

function present({ id, name, format, spec, summary, createdAt }: StoredDataset) {
  return { id, name, format, spec, ...summary, createdAt: createdAt.toISOString() }
}

interface Part {
  type: 'file' | 'field'
  fieldname: string
  value?: unknown
  toBuffer?: () => Promise<Buffer>
}

/** The two parts, in either order; `spec` may be a field or a part with its own content type. */
async function readParts(
  parts: AsyncIterable<unknown>,
): Promise<{ spec: DatasetSpec; file: Buffer }> {
  let spec: unknown
  let file: Buffer | null = null
  const faults: Fault[] = []
  for await (const raw of parts) {
    const part = raw as Part
    const content = part.toBuffer ? await part.toBuffer() : part.value
    if (part.fieldname === 'file' && Buffer.isBuffer(content)) file = content
    else if (part.fieldname === 'spec') spec = parseJson(content, faults)
    else
      faults.push({
        pointer: pointerOf([part.fieldname]),
        detail: 'no such part: send spec and file',
      })
  }
  if (file === null) faults.push({ pointer: '/file', detail: 'missing: a file part is needed' })
  const parsed = DatasetSpec.safeParse(spec ?? {})
  if (spec === undefined && faults.length === 0) {
    faults.push({ pointer: '/spec', detail: 'missing: a JSON part is needed' })
  }
  if (!parsed.success && spec !== undefined) {
    for (const { path, message } of parsed.error.issues) {
      faults.push({ pointer: `/spec${pointerOf(path)}`, detail: message })
    }
  }
  if (faults.length > 0 || !parsed.success || file === null) {
    throw new Problem('invalid-request', 'The upload is not valid.', faults)
  }
  return { spec: parsed.data, file }
}

function parseJson(content: unknown, faults: Fault[]): unknown {
  // the multipart parser has already read a field of type application/json
  if (typeof content === 'object' && content !== null && !Buffer.isBuffer(content)) return content
  try {
    return JSON.parse(String(content))
  } catch (error) {
    faults.push({ pointer: '/spec', detail: `is not JSON: ${(error as Error).message}` })
    return null
  }
}
