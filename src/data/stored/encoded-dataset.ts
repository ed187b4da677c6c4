import crypto from 'node:crypto'
import type { Dataset, Task } from '../dataset.ts'
import { summarize } from '../summarize.ts'
import type { DatasetSummary } from '../summary.ts'
import { encodeDataset } from './encode.ts'

/** A dataset as stored: its bytes, and facts about them that are needed without decoding. */
export interface EncodedDataset {
  name: string
  task: Task
  target: string // name of the target column
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
