/** Caches prepared datasets as tensors in a trainer, because most trials of a study share one. */
import fs from 'node:fs/promises'
import type { Dataset } from '../../data/dataset.ts'
import { prepare } from '../../data/prepare/prepare.ts'
import type { PreprocessSpec } from '../../data/prepare/preprocess.ts'
import type { ValidationSpec } from '../../data/split/validation.ts'
import { decodeDataset } from '../../data/stored/encode.ts'
import { type DeviceData, uploadData } from '../../engine/device-data.ts'
import type { Tf } from '../../engine/tensorflow.ts'

/** Number of cached datasets: enough for a search over `preprocess`, but few enough to fit into memory. */
const kept = 4

export interface Wanted {
  datasetPath: string
  preprocess: PreprocessSpec
  validation: ValidationSpec | null // null: no rows are held back
  seed: number // of the study
}

/** The cache disposes the tensors that it returns; only one group at a time may use them. */
export function createPreparedCache(tf: Tf): (wanted: Wanted) => Promise<DeviceData> {
  const prepared = new Map<string, DeviceData>()
  let last: { path: string; dataset: Dataset } | null = null

  return async ({ datasetPath, preprocess, validation, seed }) => {
    const key = JSON.stringify([datasetPath, preprocess, validation, seed])
    const known = prepared.get(key)
    if (known) {
      // a Map keeps insertion order: moved to the end, the least recently used is first
      prepared.delete(key)
      prepared.set(key, known)
      return known
    }
    if (last?.path !== datasetPath) {
      last = { path: datasetPath, dataset: decodeDataset(await fs.readFile(datasetPath)) }
    }
    const folds = prepare(last.dataset, {
      preprocess,
      validation,
      seed,
    })
    const data = uploadData(tf, folds, preprocess)
    prepared.set(key, data)
    const [oldest] = prepared
    if (prepared.size > kept && oldest) {
      oldest[1].dispose()
      prepared.delete(oldest[0])
    }
    return data
  }
}
