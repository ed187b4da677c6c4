/** What people look at to understand a dataset, computed in a thread: decoding would block the event loop. */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { histograms } from '../../data/histograms.ts'
import type { Picture } from '../../data/pictures.ts'
import type { PreviewRow } from '../../data/preview.ts'

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

export async function lookAtDataset(question: LookQuestion): Promise<DatasetLook> {
  return await new Promise((resolve, reject) => {
    const thread = new Worker(entry, { workerData: question })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`the thread ended with code ${code}`)))
  })
}
