/** What people look at to understand a dataset, computed in a thread: decoding would block the event loop. */
import { fileURLToPath } from 'node:url'
import type { histograms } from '../../data/histograms.ts'
import type { Picture } from '../../data/pictures.ts'
import type { PreviewRow } from '../../data/preview.ts'
import { askThread } from '../one-shot-thread.ts'

/** Input of the thread: a dataset as it is stored, and how much of each to return. */
export interface LookQuestion {
  bytes: Uint8Array
  histograms: { after: number | null; limit: number }
  pictures: number
  rows: number
}

export interface DatasetLook {
  histograms: ReturnType<typeof histograms>
  pictures: Picture[]
  rows: PreviewRow[]
}

const entry = fileURLToPath(new URL('./look-at-dataset-thread.js', import.meta.url))

export function lookAtDataset(question: LookQuestion): Promise<DatasetLook> {
  return askThread(entry, question)
}
