/** Datasets in API responses. */
import { z } from 'zod'
import { DatasetSummary } from '../../data/summary.ts'
import { Timestamp } from '../../db/timestamp.ts'
import type { StoredDataset } from '../datasets.ts'

export const DatasetAnswer = DatasetSummary.extend({
  id: z.string(),
  name: z.string(),
  format: z.string(),
  spec: z.unknown().meta({ id: 'StoredDatasetSpec' }),
  createdAt: Timestamp,
}).meta({ id: 'Dataset' })
export type DatasetAnswer = z.infer<typeof DatasetAnswer>

export function presentDataset(stored: StoredDataset): DatasetAnswer {
  const { id, name, format, spec, summary, createdAt } = stored
  return { id, name, format, spec, ...summary, createdAt: createdAt.toISOString() }
}
