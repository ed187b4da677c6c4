import crypto from 'node:crypto'
import type { Dataset, Task } from '../dataset.ts'
import { summarize } from '../summarize.ts'
import type { DatasetSummary } from '../summary.ts'
import { encodeDataset } from './encode.ts'

/** A dataset as it is stored: its bytes, and what is known of them without looking in. */
export interface EncodedDataset {
  name: string
  task: Task
  target: string // name of the column
  rows: number
  summary: DatasetSummary
  sha256: string // of the bytes, hexadecimal
  bytes: Buffer
}

export function encodedDataset(dataset: Dataset): EncodedDataset {
  const { name, task, target, rows } = dataset
  const bytes = encodeDataset(dataset)
  return {
    name,
    task,
    target: target.name,
    rows,
    summary: summarize(dataset),
    sha256: crypto.createHash('sha256').update(bytes).digest('hex'),
    bytes,
  }
}
