/** The model card: what a model is and where it comes from. It is part of every export. */
import type { ExportedFile } from './format.ts'
import type { NamedValue } from './named-value.ts'

/** Facts that the database knows; the rest comes with the model. */
export interface ModelOrigin {
  study: { id: string; name: string; seed: number }
  trials: TrialOrigin[] // in the order of the members; with several folds, a trial has several members
  dataset: { name: string; sha256: string; rows: number } | null
  objective: { metric: string; direction: string }
  finalists: FinalistOrigin[] // of the study, best first; empty without finalists
}

/** A trial that was trained again with fresh seeds. */
export interface FinalistOrigin {
  rank: number | null
  trial: number
  mean: number | null // of the objective
  interval: readonly number[] | null // from, to: 95 %, of the mean
}

export interface TrialOrigin {
  number: number
  seed: number | null // null: from the study's seed and the number
  params: unknown
  value: number | null // of the objective
  metrics: ModelMetrics
}

export interface ModelMetrics {
  epoch: number | null // whose weights the model has
  train: Record<string, number>
  validation: Record<string, number>
  test: unknown // null until the trial is evaluated on the test rows
}

export interface ModelCard extends ModelOrigin {
  format: string
  versions: Record<string, string>
}

/** Of one input or output of the exported graph. */
export interface CardValue {
  name: string
  column?: string // name in the dataset
  type: string
  shape: (number | null)[] // null: rows
  meaning: string
}

const types: Record<number, string> = {
  1: 'float32',
  2: 'float64',
  3: 'int32',
  7: 'string',
  9: 'int64',
  10: 'bool',
}

export function cardValue({ name, column, value, meaning }: NamedValue): CardValue {
  return {
    name,
    ...(column !== undefined && { column }),
    type: types[value.dtype]!,
    shape: value.shape!.map((length) => (length === -1 ? null : length)),
    meaning,
  }
}

export function jsonFile(name: string, content: unknown): ExportedFile {
  return { name, bytes: Buffer.from(`${JSON.stringify(content, null, 2)}\n`) }
}
