import type { Dataset } from '../dataset.ts'
import { defineWarning } from './warning.ts'

const leastShare = 0.01

/** Finds repeated rows: a model may be trained on one copy and validated on the other. */
export const duplicateRows = defineWarning({
  code: 'duplicate-rows',
  summary: 'at least 1 % of the rows repeat earlier ones, target included',
  find: (dataset) => {
    const { rows } = dataset
    const seen = new Set(hashes(dataset))
    const copies = rows - seen.size
    if (copies < 2 || copies < leastShare * rows) return []
    return [
      {
        column: null,
        message: `${copies} of ${rows} rows are copies of earlier ones, in all inputs and the target`,
        suggestion:
          'remove them from the file: a model predicts a copy easily once it has trained on the other',
      },
    ]
  },
})

/** A 53-bit hash of each row: with two million rows, two different rows collide in one of 4,500 files. */
function hashes({ rows, inputs, target }: Dataset): Float64Array {
  const low = new Int32Array(rows).fill(17)
  const high = new Int32Array(rows).fill(31)
  const add = (row: number, word: number): void => {
    low[row] = mix(low[row]! ^ word, 0x85ebca6b)
    high[row] = mix(high[row]! + word, 0xc2b2ae35)
  }
  const addNumbers = (values: Float64Array): void => {
    const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length)
    for (let row = 0; row < rows; row++) {
      add(row, words[2 * row]!)
      add(row, words[2 * row + 1]!)
    }
  }
  const addCodes = (codes: Int32Array): void => {
    for (let row = 0; row < rows; row++) add(row, codes[row]!)
  }
  if (inputs.type === 'table') {
    for (const column of inputs.columns) {
      if ('values' in column) addNumbers(column.values)
      else addCodes(column.codes)
    }
  } else {
    const { values } = inputs
    const words = new Int32Array(values.buffer, values.byteOffset, values.length)
    const size = values.length / rows
    for (let at = 0; at < words.length; at++) add(Math.floor(at / size), words[at]!)
  }
  if (target.type === 'values') addNumbers(target.values)
  else addCodes(target.labels)
  return Float64Array.from(low, (word, row) => (word >>> 0) * 2 ** 21 + (high[row]! >>> 11))
}

/** @see Appleby 2011, MurmurHash3, a step of its 32-bit finalizer */
function mix(word: number, factor: number): number {
  const product = Math.imul(word ^ (word >>> 15), factor)
  return product ^ (product >>> 13)
}
