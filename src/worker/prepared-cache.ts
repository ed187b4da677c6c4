/** Datasets as trials take them, kept in a trainer: most trials of a study share one. */
import fs from 'node:fs/promises'
import type { Dataset } from '../data/dataset.ts'
import { decodeDataset } from '../data/encode.ts'
import { type PreparedData, prepare } from '../data/prepare.ts'
import { PreprocessSpec } from '../data/preprocess.ts'
import { ValidationSpec } from '../data/validation.ts'

/** Prepared datasets kept at once: enough for a search that varies `preprocess`, little enough for memory. */
const kept = 4

export interface Wanted {
  datasetPath: string
  preprocess: unknown // of the trial's specification
  validation: unknown
  seed: number // of the study
}

export function createPreparedCache(): (wanted: Wanted) => Promise<PreparedData> {
  const prepared = new Map<string, PreparedData>()
  let last: { path: string; dataset: Dataset } | null = null

  return async ({ datasetPath, preprocess, validation, seed }) => {
    const key = JSON.stringify([datasetPath, preprocess ?? {}, validation, seed])
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
    const data = prepare(last.dataset, {
      preprocess: PreprocessSpec.parse(preprocess ?? {}),
      validation: ValidationSpec.parse(validation),
      seed,
    })
    prepared.set(key, data)
    const oldest = prepared.keys().next()
    if (prepared.size > kept && !oldest.done) prepared.delete(oldest.value)
    return data
  }
}
