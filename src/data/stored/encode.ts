import { deserialize, serialize } from 'node:v8'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Dataset, IgnoredColumn, InputColumn } from '../dataset.ts'
import { plainNotation } from '../text/notation.ts'
import { type Narrowed, narrow, widen } from './narrow.ts'

const format = 'sweepd-dataset'
const version = 1

/** Fields that datasets stored by earlier versions lack, with their defaults. */
const addedLater = { warnings: [], notation: plainNotation } satisfies Partial<Dataset>

interface Stored {
  format: typeof format
  version: number
  dataset: unknown
}

/** Encodes a dataset as bytes for the blob store, without loss. */
export function encodeDataset(dataset: Dataset): Buffer {
  const { inputs, target } = dataset
  const stored: Stored = {
    format,
    version,
    dataset: {
      ...dataset,
      inputs:
        inputs.type === 'tensor'
          ? { ...inputs, values: narrow(inputs.values) }
          : { ...inputs, columns: inputs.columns.map(narrowColumn) },
      target:
        target.type === 'values'
          ? { ...target, values: narrow(target.values) }
          : { ...target, labels: narrow(target.labels) },
      weights: dataset.weights
        ? { ...dataset.weights, values: narrow(dataset.weights.values) }
        : null,
      ignored: dataset.ignored.map(narrowRanks),
    },
  }
  return gzipSync(serialize(stored), { level: 1 })
}

/** @throws Error for bytes in another format; they come from our own store, so this is not a client's mistake */
export function decodeDataset(bytes: Uint8Array): Dataset {
  const stored = deserialize(gunzipSync(bytes)) as Partial<Stored>
  if (stored.format !== format) throw new Error('these bytes are not a Sweepd dataset')
  if (stored.version !== version) {
    throw new Error(`dataset format ${stored.version}: this version reads ${version}`)
  }
  return { ...addedLater, ...(widenAll(stored.dataset) as Omit<Dataset, keyof typeof addedLater>) }
}

function narrowColumn(column: InputColumn) {
  return 'values' in column
    ? { ...column, values: narrow(column.values) }
    : { ...column, codes: narrow(column.codes) }
}

function narrowRanks({ ranks, ...column }: IgnoredColumn) {
  return ranks
    ? { ...column, ranks: { ...ranks, codes: narrow(ranks.codes) } }
    : { ...column, ranks }
}

/** Widens every narrowed array in a value, at any depth. */
function widenAll(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item !== 'object') ? value : value.map(widenAll)
  }
  if (typeof value !== 'object' || value === null) return value
  if ('narrowed' in value) return widen(value as Narrowed)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, widenAll(inner)]))
}
