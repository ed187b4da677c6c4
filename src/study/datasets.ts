/** Datasets: read once, stored once, found by name or id. */
import { v7 as uuidv7 } from 'uuid'
import { builtins } from '../data/builtin.ts'
import { type PreviewRow, preview } from '../data/preview.ts'
import type { DatasetSpec } from '../data/spec.ts'
import { decodeDataset } from '../data/stored/encode.ts'
import { type EncodedDataset, encodedDataset } from '../data/stored/encoded-dataset.ts'
import type { DatasetSummary } from '../data/summary.ts'
import { type Db, longTransaction, type Sql, transaction } from '../db/client.ts'
import type { Prisma } from '../db/generated/client.ts'
import { blobId, deleteDatasetBlob, getLargeBlob, putDatasetBlob } from '../db/tables/blobs.ts'
import { Problem } from '../errors.ts'
import { requireDataset } from './require.ts'

const builtinFormat = 'builtin'

export interface StoredDataset {
  id: string
  name: string
  format: string
  spec: unknown
  summary: DatasetSummary
  blobId: string
  createdAt: Date
}

/**
 * @param dataset  what was read from the file as the spec says
 * @throws Problem dataset-name-taken, also by a built-in dataset that studies use; nothing is stored then
 */
export async function addDataset(
  db: Db,
  spec: DatasetSpec,
  dataset: EncodedDataset,
): Promise<StoredDataset> {
  const { task, target } = dataset
  const whole = { ...spec, task, target: spec.target ?? target }
  return store(db, dataset, { format: spec.format, spec: whole })
}

/** @param reference  name or id */
export async function findDataset(db: Db, reference: string): Promise<StoredDataset | null> {
  const row = await db.prisma.dataset.findFirst({
    where: { OR: [{ id: reference }, { name: reference }] },
  })
  return row && storedOf(row)
}

/** The newest first; enough of them to look for a mistyped one. */
export async function datasetNames(db: Db): Promise<string[]> {
  const rows = await db.prisma.dataset.findMany({
    select: { name: true },
    orderBy: { id: 'desc' },
    take: 1_000,
  })
  return rows.map(({ name }) => name)
}

/** @throws Problem dataset-not-found */
export async function getDataset(db: Db, reference: string): Promise<StoredDataset> {
  return requireDataset(await findDataset(db, reference), reference)
}

/** Newest first, after the dataset with the id `after`. */
export async function listDatasets(
  db: Db,
  { limit, after }: { limit: number; after: string | null },
): Promise<{ items: StoredDataset[]; next: string | null }> {
  const rows = await db.prisma.dataset.findMany({
    where: after === null ? {} : { id: { lt: after } },
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
  const items = rows.slice(0, limit).map(storedOf)
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

export async function previewDataset(
  db: Db,
  reference: string,
  limit: number,
): Promise<PreviewRow[]> {
  const dataset = await getDataset(db, reference)
  const bytes = await getLargeBlob(db.pool, dataset.blobId)
  if (!bytes) {
    await getDataset(db, dataset.id) // it may have been deleted meanwhile
    throw new Error(`blob ${dataset.blobId} is gone`)
  }
  return preview(decodeDataset(bytes), { limit })
}

/** @throws Problem dataset-in-use while studies were searched on it */
export async function deleteDataset(db: Db, reference: string): Promise<void> {
  const { id, blobId } = await getDataset(db, reference)
  await transaction(db.pool, async (sql) => {
    // a study that is being created on it is waited for, and then counts
    await sql.query('SELECT 1 FROM dataset WHERE id = $1 FOR UPDATE', [id])
    const studies = await sql.query(
      'SELECT count(*)::int AS count FROM study WHERE dataset_id = $1',
      [id],
    )
    const { count } = studies.rows[0] as { count: number }
    if (count > 0) throw new Problem('dataset-in-use', `${count} studies use this dataset.`)
    await sql.query('DELETE FROM dataset WHERE id = $1', [id])
    await deleteDatasetBlob(sql, blobId)
  })
}

/** Makes the datasets that come with Sweepd available; done once a database, by whoever starts first. */
export async function ensureBuiltins(db: Db): Promise<void> {
  for (const [name, builtin] of Object.entries(builtins)) {
    if (await findDataset(db, name)) continue
    try {
      await store(db, encodedDataset(await builtin.load()), {
        format: builtinFormat,
        spec: { name, description: builtin.description },
      })
    } catch (error) {
      // another process was faster
      if (!(error instanceof Problem && error.type === 'dataset-name-taken')) throw error
    }
  }
}

/** A built-in dataset that nobody uses gives its name to an upload. */
async function makeRoom(sql: Sql, name: string): Promise<void> {
  const { rows } = await sql.query<{ blobId: string }>(
    `DELETE FROM dataset d WHERE name = $1 AND format = $2
       AND NOT EXISTS (SELECT 1 FROM study WHERE dataset_id = d.id) RETURNING blob_id AS "blobId"`,
    [name, builtinFormat],
  )
  for (const { blobId } of rows) await deleteDatasetBlob(sql, blobId)
}

/** Summaries stored before there were warnings lack them. */
function storedOf(row: object): StoredDataset {
  const stored = row as StoredDataset
  return { ...stored, summary: { ...stored.summary, warnings: stored.summary.warnings ?? [] } }
}

async function store(
  db: Db,
  dataset: EncodedDataset,
  { format, spec }: { format: string; spec: object },
): Promise<StoredDataset> {
  const { bytes, summary } = dataset
  const blob = blobId.dataset(dataset.sha256)
  const row = {
    id: uuidv7(),
    name: dataset.name,
    task: dataset.task,
    format,
    rows: dataset.rows,
    spec: spec as Prisma.InputJsonObject,
    summary: summary as unknown as Prisma.InputJsonObject,
    blobId: blob,
    createdAt: new Date(),
  }
  try {
    await longTransaction(db.pool, async (sql) => {
      await putDatasetBlob(sql, blob, bytes)
      if (format !== builtinFormat) await makeRoom(sql, dataset.name)
      await sql.query(
        `INSERT INTO dataset (id, name, task, format, rows, spec, summary, blob_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          row.id,
          row.name,
          row.task,
          format,
          row.rows,
          JSON.stringify(spec),
          JSON.stringify(summary),
          blob,
          row.createdAt,
        ],
      )
    })
  } catch (error) {
    if ((error as { code?: string }).code !== '23505') throw error
    throw new Problem(
      'dataset-name-taken',
      `The name ${dataset.name} is taken by another dataset.`,
      [{ pointer: '/spec/name', detail: `${JSON.stringify(dataset.name)} is taken` }],
    )
  }
  return {
    id: row.id,
    name: row.name,
    format,
    spec,
    summary,
    blobId: blob,
    createdAt: row.createdAt,
  }
}
