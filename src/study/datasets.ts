/** Datasets: read once, stored once, found by name or id. */
import { v7 as uuidv7 } from 'uuid'
import { builtins } from '../data/builtin.ts'
import type { PreviewRow } from '../data/preview.ts'
import type { DatasetSpec } from '../data/spec.ts'
import { type EncodedDataset, encodedDataset } from '../data/stored/encoded-dataset.ts'
import type { DatasetSummary } from '../data/summary.ts'
import type { Db } from '../db/client.ts'
import type { DatasetFields } from '../db/rows.ts'
import { blobId, getLargeBlob } from '../db/tables/blobs.ts'
import {
  deleteDatasetRow,
  findDatasetRow,
  insertDataset,
  listDatasetNames,
  listDatasetRows,
} from '../db/tables/datasets.ts'
import { isUniqueViolation } from '../db/violations.ts'
import { Problem } from '../errors.ts'
import { type DatasetLook, type LookQuestion, lookAtDataset } from './look/look-at-dataset.ts'
import { requireDataset } from './require.ts'

const builtinFormat = 'builtin'

export type StoredDataset = Pick<
  DatasetFields,
  'id' | 'name' | 'format' | 'spec' | 'blobId' | 'createdAt'
> & { summary: DatasetSummary }

/**
 * @param dataset  read from the file as the spec says
 * @throws Problem dataset-name-taken, also for a built-in dataset that studies use; nothing is stored then
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
  const row = await findDatasetRow(db, reference)
  return row && withWarnings(row)
}

/** Newest first; enough names to suggest one for a mistyped name. */
export function datasetNames(db: Db): Promise<string[]> {
  return listDatasetNames(db, 1_000)
}

/** @throws Problem dataset-not-found */
export async function getDataset(db: Db, reference: string): Promise<StoredDataset> {
  return requireDataset(await findDataset(db, reference), reference)
}

/** Newest first, after the dataset with the id `after`; `name` is part of the name, in any case. */
export async function listDatasets(
  db: Db,
  { limit, after, name }: { limit: number; after: string | null; name: string | null },
): Promise<{ items: StoredDataset[]; next: string | null }> {
  const rows = await listDatasetRows(db, { limit: limit + 1, after, name })
  const items = rows.slice(0, limit).map(withWarnings)
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

export async function previewDataset(
  db: Db,
  reference: string,
  limit: number,
): Promise<PreviewRow[]> {
  return (await lookAtStored(db, reference, { rows: limit })).rows
}

/**
 * The part of a look at a stored dataset that is wanted; the rest is empty.
 *
 * @throws Problem dataset-not-found
 */
export async function lookAtStored(
  db: Db,
  reference: string,
  wanted: Partial<Omit<LookQuestion, 'bytes'>>,
): Promise<DatasetLook> {
  const nothing = { histograms: { after: null, limit: 0 }, pictures: 0, rows: 0 }
  return lookAtDataset({ ...nothing, ...wanted, bytes: await bytesOf(db, reference) })
}

async function bytesOf(db: Db, reference: string): Promise<Buffer> {
  const dataset = await getDataset(db, reference)
  const bytes = await getLargeBlob(db.pool, dataset.blobId)
  if (bytes) return bytes
  await getDataset(db, dataset.id) // may have been deleted meanwhile
  throw new Error(`blob ${dataset.blobId} does not exist`)
}

/** Reads rows of datasets; the API uses a child process. */
export interface RowReader {
  rows(datasetBlob: string, rows: readonly number[]): Promise<PreviewRow[]>
}

/** @throws Problem dataset-not-found, invalid-query for a row that the dataset does not have */
export async function readDatasetRows(
  { db, predictor }: { db: Db; predictor: RowReader },
  reference: string,
  rows: readonly number[],
): Promise<PreviewRow[]> {
  const { blobId, summary } = await getDataset(db, reference)
  const faults = rows.flatMap((row, index) => {
    const detail = `${row} is not a row: the dataset has rows 0 to ${summary.rows - 1}`
    return row < summary.rows ? [] : { pointer: `/query/row/${index}`, detail }
  })
  if (faults.length === 0) return predictor.rows(blobId, rows)
  throw new Problem('invalid-query', 'The query does not fit the dataset.', faults)
}

/**
 * The dataset as it is stored: training depends on these bytes alone.
 *
 * @throws Problem dataset-not-found
 */
export async function readDatasetBytes(db: Db, reference: string): Promise<Buffer> {
  const { blobId } = await getDataset(db, reference)
  return requireDataset(await getLargeBlob(db.pool, blobId), reference)
}

/** @throws Problem dataset-in-use if studies use it */
export async function deleteDataset(db: Db, reference: string): Promise<void> {
  const count = await deleteDatasetRow(db, await getDataset(db, reference))
  if (count > 0) throw new Problem('dataset-in-use', `${count} studies use this dataset.`)
}

/** Creates the built-in datasets; once per database, by the first process that starts. */
export async function ensureBuiltins(db: Db): Promise<void> {
  for (const [name, builtin] of Object.entries(builtins)) {
    if (await findDataset(db, name)) continue
    try {
      await store(db, encodedDataset(await builtin.load()), {
        format: builtinFormat,
        spec: { name, description: builtin.description },
      })
    } catch (error) {
      // created by another process meanwhile
      if (!(error instanceof Problem && error.type === 'dataset-name-taken')) throw error
    }
  }
}

/** Summaries stored by early versions have no warnings, or none with a mend. */
function withWarnings(row: DatasetFields): StoredDataset {
  const summary = row.summary as DatasetSummary
  const warnings = (summary.warnings ?? []).map((warning) => ({
    ...warning,
    mend: warning.mend ?? null,
  }))
  return { ...row, summary: { ...summary, warnings } }
}

async function store(
  db: Db,
  dataset: EncodedDataset,
  { format, spec }: { format: string; spec: object },
): Promise<StoredDataset> {
  const { bytes, summary } = dataset
  const row = {
    id: uuidv7(),
    name: dataset.name,
    task: dataset.task,
    format,
    rows: dataset.rows,
    spec,
    summary,
    blobId: blobId.dataset(dataset.sha256),
    createdAt: new Date(),
  }
  try {
    // an upload replaces a built-in dataset of the same name that no study uses
    const replacing = format === builtinFormat ? null : builtinFormat
    await insertDataset(db, row, { bytes, replacing })
    return row
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new Problem(
      'dataset-name-taken',
      `The name ${dataset.name} is taken by another dataset.`,
      [{ pointer: '/spec/name', detail: `${JSON.stringify(dataset.name)} is taken` }],
    )
  }
}
