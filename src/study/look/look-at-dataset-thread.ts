/** Worker thread of look-at-dataset.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { histograms } from '../../data/histograms.ts'
import { pictures } from '../../data/pictures.ts'
import { preview } from '../../data/preview.ts'
import { decodeDataset } from '../../data/stored/encode.ts'
import type { DatasetLook, LookQuestion } from './look-at-dataset.ts'

const question = workerData as LookQuestion
const dataset = decodeDataset(question.bytes)
const look: DatasetLook = {
  histograms: histograms(dataset, question.histograms),
  pictures: pictures(dataset, question.pictures),
  rows: preview(dataset, { limit: question.rows }),
}
parentPort?.postMessage(look)
