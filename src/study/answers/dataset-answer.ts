/** Datasets in API responses. */
import { z } from 'zod'
import { sizeOf } from '../../data/dataset.ts'
import { DatasetSummary } from '../../data/summary.ts'
import type { Db } from '../../db/client.ts'
import { readDatasetUse } from '../../db/tables/datasets.ts'
import { Timestamp } from '../../db/timestamp.ts'
import type { StoredDataset } from '../datasets.ts'

export const DatasetAnswer = DatasetSummary.extend({
  id: z.string(),
  name: z.string(),
  format: z.string(),
  spec: z.unknown().meta({ id: 'StoredDatasetSpec' }),
  columnCount: z.int().describe('number of columns, ignored ones included'),
  bytes: z.int().describe('size of the dataset as it is stored'),
  studyCount: z.int().describe('number of studies that use it'),
  createdAt: Timestamp,
}).meta({ id: 'Dataset' })
export type DatasetAnswer = z.infer<typeof DatasetAnswer>

/** @param isBrief  leaves the columns empty: a list of wide datasets would be large */
export async function presentDatasets(
  db: Db,
  datasets: readonly StoredDataset[],
  { isBrief = false } = {},
): Promise<DatasetAnswer[]> {
  const { bytesOf, studiesOf } = await readDatasetUse(db, datasets)
  return datasets.map(({ id, name, format, spec, summary, blobId, createdAt }) => ({
    id,
    name,
    format,
    spec,
    ...summary,
    columns: isBrief ? [] : summary.columns,
    columnCount: countColumns(summary),
    bytes: bytesOf.get(blobId) ?? 0,
    studyCount: studiesOf.get(id) ?? 0,
    createdAt: createdAt.toISOString(),
  }))
}

export async function presentDataset(db: Db, dataset: StoredDataset): Promise<DatasetAnswer> {
  const [answer] = await presentDatasets(db, [dataset])
  return answer!
}

/** The inputs of a tensor are one column of the summary. */
function countColumns({ columns, inputShape }: DatasetSummary): number {
  return columns.length - 1 + sizeOf(inputShape ?? [])
}
