import {
  type CategoricalInput,
  type InputColumn,
  type NumericInput,
  sizeOf,
  type TableInputs,
  type TensorInputs,
} from '../dataset.ts'
import { dateParts } from '../dates/parts.ts'
import type {
  FittedCategorical,
  FittedDatetime,
  FittedInputs,
  FittedNumeric,
  FittedTable,
  OldNumeric,
} from './fitted.ts'
import { encoderOf } from './numeric/index.ts'
import { signedLog1p } from './statistics/skewness.ts'

/**
 * Encodes rows for a network, before any resizing: both the rows of a dataset for training and those of a /predict
 * request.
 *
 * @returns [rows, ...encodedShape(fitted)], row-major
 */
export function encodeRows(
  fitted: FittedInputs,
  inputs: TableInputs | TensorInputs,
  rows: Uint32Array,
): Float32Array {
  if (fitted.type === 'table') {
    if (inputs.type !== 'table')
      throw new TypeError('preprocessing was fitted to a table but applied to a tensor')
    return encodeTable(fitted, inputs.columns, rows)
  }
  if (inputs.type !== 'tensor')
    throw new TypeError('preprocessing was fitted to a tensor but applied to a table')
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

function encodeTable(
  { width, columns }: FittedTable,
  inputs: readonly InputColumn[],
  rows: Uint32Array,
): Float32Array {
  const encoded = new Float32Array(rows.length * width)
  const byName = new Map(inputs.map((input) => [input.name, input]))
  for (const column of columns) {
    const input = byName.get(column.name)
    if (column.encoding === 'numeric' && input?.encoding === 'numeric') {
      encodeNumeric(column, input, rows, encoded, width)
    } else if (column.encoding === 'categorical' && input?.encoding === 'categorical') {
      const encode = column.ordered ? encodeOrdered : encodeCategorical
      encode(column, input, rows, encoded, width)
    } else if (column.encoding === 'datetime' && input?.encoding === 'datetime') {
      for (const [index, row] of rows.entries()) {
        const start = index * width
        encodeMoment(column, input.values[row]!, encoded.subarray(start, start + width))
      }
    } else throw new TypeError(`column '${column.name}' differs from the fitted one`)
  }
  return encoded
}

function encodeNumeric(
  column: FittedNumeric | OldNumeric,
  { values }: NumericInput,
  rows: Uint32Array,
  encoded: Float32Array,
  width: number,
): void {
  const { offset, as, inputs, log1p, fill, indicator } = upToDate(column)
  const scale = log1p ? signedLog1p : (value: number) => value
  const encode = encoderOf(as)
  let to = offset
  for (const row of rows) {
    const value = values[row]!
    const isMissing = Number.isNaN(value)
    encode(isMissing ? fill : scale(value), encoded, to)
    if (indicator && isMissing) encoded[to + inputs] = 1
    to += width
  }
}

/** A column as models store it now. */
export function upToDate(column: FittedNumeric | OldNumeric): FittedNumeric {
  if (column.as) return column
  const { mean, deviation, ...rest } = column
  return { ...rest, as: { type: 'standardize', mean, deviation }, inputs: 1 }
}

function encodeCategorical(
  column: FittedCategorical,
  { levels, codes }: CategoricalInput,
  rows: Uint32Array,
  encoded: Float32Array,
  width: number,
): void {
  const findOffset = levelOffsets(column)
  const hot = levels.map((level) => findOffset(level))
  const missing = column.missingOffset ?? column.rareOffset
  let start = 0
  for (const row of rows) {
    const code = codes[row]!
    const offset = code < 0 ? missing : hot[code]!
    if (offset !== null) encoded[start + offset] = 1
    start += width
  }
}

function encodeOrdered(
  { levels: known, offset, missingOffset, ordered }: FittedCategorical,
  { levels, codes }: CategoricalInput,
  rows: Uint32Array,
  encoded: Float32Array,
  width: number,
): void {
  const places = levels.map((level) => known.indexOf(level))
  let start = 0
  for (const row of rows) {
    const code = codes[row]!
    encoded.set(ordered!.levels[places[code] ?? -1] ?? ordered!.other, start + offset)
    if (code < 0 && missingOffset !== null) encoded[start + missingOffset] = 1
    start += width
  }
}

/** Finds the offset in a row at which a level sets a 1; null if it sets none. */
export function levelOffsets(column: FittedCategorical): (level: string) => number | null {
  const known = new Map<string | null, number>(
    column.levels.map((level, index) => [level, column.offset + index]),
  )
  return (level) => known.get(level) ?? column.rareOffset
}

/**
 * Writes the parts of a moment into an encoded row of zeros.
 *
 * @param ms  ms since 1970 in UTC; NaN means missing: all inputs but the indicator stay 0
 */
function encodeMoment(column: FittedDatetime, ms: number, row: Float32Array): void {
  const { parts, indicator } = column
  let at = column.offset
  for (const { part, mean, deviation } of parts) {
    const { cyclic, of } = dateParts[part]
    if (cyclic) {
      const angle = 2 * Math.PI * of(ms)
      row[at++] = Number.isNaN(ms) ? 0 : Math.sin(angle)
      row[at++] = Number.isNaN(ms) ? 0 : Math.cos(angle)
    } else row[at++] = Number.isNaN(ms) ? 0 : (of(ms) - mean) / deviation
  }
  if (indicator && Number.isNaN(ms)) row[at] = 1
}
