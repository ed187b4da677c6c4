import {
  type CategoricalInput,
  type Dataset,
  type InputColumn,
  type NumericInput,
  sizeOf,
} from '../dataset.ts'
import { writeMoment } from '../dates/write-moment.ts'
import type { FittedCategorical, FittedInputs, FittedNumeric, FittedTable } from './fitted.ts'

/**
 * Rows of a dataset as a network sees them, before any resizing.
 *
 * @returns [rows, ...encodedShape(fitted)], row-major
 */
export function transformRows(
  fitted: FittedInputs,
  { inputs }: Pick<Dataset, 'inputs'>,
  rows: Uint32Array,
): Float32Array {
  if (fitted.type === 'table') {
    if (inputs.type !== 'table') throw new TypeError('fitted to a table, applied to a tensor')
    return transformTable(fitted, inputs.columns, rows)
  }
  if (inputs.type !== 'tensor') throw new TypeError('fitted to a tensor, applied to a table')
  const size = sizeOf(fitted.shape)
  const { mean, deviation } = fitted
  const encoded = new Float32Array(rows.length * size)
  let to = 0
  for (const row of rows) {
    const end = (row + 1) * size
    for (let from = row * size; from < end; from++) {
      encoded[to++] = (inputs.values[from]! - mean) / deviation
    }
  }
  return encoded
}

function transformTable(
  { width, columns }: FittedTable,
  inputs: readonly InputColumn[],
  rows: Uint32Array,
): Float32Array {
  const encoded = new Float32Array(rows.length * width)
  const byName = new Map(inputs.map((input) => [input.name, input]))
  for (const column of columns) {
    const input = byName.get(column.name)
    if (column.encoding === 'numeric' && input?.encoding === 'numeric') {
      transformNumeric(column, input, rows, encoded, width)
    } else if (column.encoding === 'categorical' && input?.encoding === 'categorical') {
      transformCategorical(column, input, rows, encoded, width)
    } else if (column.encoding === 'datetime' && input?.encoding === 'datetime') {
      for (const [index, row] of rows.entries()) {
        const start = index * width
        writeMoment(column, input.values[row]!, encoded.subarray(start, start + width))
      }
    } else throw new TypeError(`column '${column.name}' is not what was fitted`)
  }
  return encoded
}

function transformNumeric(
  { offset, mean, deviation, fill, indicator }: FittedNumeric,
  { values }: NumericInput,
  rows: Uint32Array,
  encoded: Float32Array,
  width: number,
): void {
  let to = offset
  for (const row of rows) {
    const value = values[row]!
    const isMissing = Number.isNaN(value)
    encoded[to] = ((isMissing ? fill : value) - mean) / deviation
    if (indicator && isMissing) encoded[to + 1] = 1
    to += width
  }
}

function transformCategorical(
  column: FittedCategorical,
  { levels, codes }: CategoricalInput,
  rows: Uint32Array,
  encoded: Float32Array,
  width: number,
): void {
  const offsetOf = levelOffsets(column)
  const hot = levels.map((level) => offsetOf(level))
  let start = 0
  for (const row of rows) {
    const code = codes[row]!
    const offset = code < 0 ? missingOffset(column) : hot[code]!
    if (offset !== null) encoded[start + offset] = 1
    start += width
  }
}

/** Where in a row a level's 1 stands; null: nowhere. */
export function levelOffsets(column: FittedCategorical): (level: string) => number | null {
  const known = new Map<string | null, number>(
    column.levels.map((level, index) => [level, column.offset + index]),
  )
  return (level) => known.get(level) ?? column.rareOffset
}

export function missingOffset(column: FittedCategorical): number | null {
  return column.missingOffset ?? column.rareOffset
}
