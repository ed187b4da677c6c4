/** What an uploaded file would become, for people to look at before it is stored. */
import { z } from 'zod'
import { sizeOf } from '../../data/dataset.ts'
import { Histogram } from '../../data/histograms.ts'
import { Picture } from '../../data/pictures.ts'
import { PreviewRow } from '../../data/preview.ts'
import type { DatasetSpec } from '../../data/spec.ts'
import type { EncodedDataset } from '../../data/stored/encoded-dataset.ts'
import { DatasetSummary } from '../../data/summary.ts'
import { lookAtDataset } from './look-at-dataset.ts'

export const DatasetInspection = DatasetSummary.extend({
  format: z.string(),
  target: z.string().describe('the target column, as given or inferred'),
  bytes: z.int().describe('size of the dataset as it would be stored'),
  histograms: z.array(Histogram).describe('of the first 100 columns that are used'),
  rows: z.int(),
  firstRows: z
    .array(PreviewRow)
    .describe('the first rows: up to 20, fewer where rows have many values'),
  pictures: z.array(Picture).describe('some rows of a dataset of images; else empty'),
}).meta({ id: 'DatasetInspection' })
export type DatasetInspection = z.infer<typeof DatasetInspection>

const shown = { histograms: { after: null, limit: 100 }, pictures: 40 }
const mostValues = 20_000 // in all rows shown

export async function inspectUpload(
  { format }: DatasetSpec,
  { bytes, summary, target }: EncodedDataset,
): Promise<DatasetInspection> {
  const inTensor = sizeOf(summary.inputShape ?? [])
  const rows = Math.max(
    1,
    Math.min(20, Math.floor(mostValues / (summary.columns.length * inTensor))),
  )
  const look = await lookAtDataset({ ...shown, bytes, rows })
  return {
    ...summary,
    format,
    target,
    bytes: bytes.length,
    histograms: look.histograms.items,
    firstRows: look.rows,
    pictures: look.pictures,
  }
}
