import { type Fault, Problem, pointerOf } from '../../errors.ts'
import { nearbyNames } from '../../nearby.ts'
import { sizeOf } from '../dataset.ts'
import { dateOrIsoReader, isoFormat } from '../dates/format.ts'
import { writeMoment } from '../dates/write-moment.ts'
import { numberReader, plainNotation, type ReadNumber } from '../text/notation.ts'
import {
  encodedShape,
  type FittedCategorical,
  type FittedColumn,
  type FittedDatetime,
  type FittedInputs,
  type FittedNumeric,
  type FittedTable,
  type FittedTensor,
} from './fitted.ts'
import { levelFinder } from './level-of.ts'
import { levelOffsets, missingOffset } from './transform.ts'

const faultsShown = 20

/**
 * Rows of a /predict request as the network sees them, before any resizing: objects by column name, or for a tensor flat
 * or nested arrays. What is absent, null or a text that means "missing" is missing, and refused where the dataset has a
 * value in every row.
 *
 * @returns [rows, ...encodedShape(fitted)], row-major
 * @throws Problem 'invalid-inputs' with pointers such as /inputs/0/LotArea
 */
export function encodeInputs(fitted: FittedInputs, rows: readonly unknown[]): Float32Array {
  const size = sizeOf(encodedShape(fitted))
  const encoded = new Float32Array(rows.length * size)
  const faults: Fault[] = []
  const encodeRow = fitted.type === 'table' ? tableEncoder(fitted) : tensorEncoder(fitted)
  for (const [index, row] of rows.entries()) {
    encodeRow(row, encoded.subarray(index * size, (index + 1) * size), (path, detail) =>
      faults.push({ pointer: pointerOf(['inputs', index, ...path]), detail }),
    )
    if (faults.length >= faultsShown) break
  }
  if (faults.length > 0) {
    const shown = faults.slice(0, faultsShown)
    throw new Problem(
      'invalid-inputs',
      'The inputs do not fit what the model was trained on.',
      shown,
    )
  }
  return encoded
}

type Refuse = (path: PropertyKey[], detail: string) => void
type RowEncoder = (row: unknown, encoded: Float32Array, refuse: Refuse) => void

function tableEncoder(fitted: FittedTable): RowEncoder {
  const { columns, unused, missing, notation = plainNotation } = fitted
  const readNumber = numberReader(notation)
  const known = [...columns.map(({ name }) => name), ...unused]
  const knownSet = new Set(known)
  const valueIn = valueReader(missing)
  const encoders = columns.map((column) => ({
    name: column.name,
    isComplete: column.isComplete ?? false,
    encode: encoderOf(column, readNumber),
  }))
  return (row, encoded, refuse) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      refuse([], `${describe(row)} where an object by column name is expected`)
      return
    }
    for (const name of Object.keys(row)) {
      if (knownSet.has(name)) continue
      const nearby = nearbyNames(name, known).map((near) => `'${near}'`)
      const hint = nearby.length > 0 ? `: did you mean ${nearby.join(', ')}?` : ''
      refuse([name], `no column of this name${hint}`)
    }
    for (const { name, isComplete, encode } of encoders) {
      const value = valueIn(row, name)
      if (value === null && isComplete)
        refuse([name], 'is missing: every row of the data has a value here')
      else encode(value, encoded, (detail) => refuse([name], detail))
    }
  }
}

/** The columns that a row of a /predict request has no value for: the model goes on what stands for a missing one. */
export function imputedIn(fitted: FittedInputs, row: unknown): string[] {
  if (fitted.type === 'tensor') return []
  const valueIn = valueReader(fitted.missing)
  return fitted.columns
    .map(({ name }) => name)
    .filter((name) => valueIn(row as object, name) === null)
}

/** Finds the columns of which a row has a text that no training row had: all inputs of such a column are 0. */
export function unknownFinder(fitted: FittedInputs): (row: unknown) => string[] {
  if (fitted.type === 'tensor') return () => []
  const valueIn = valueReader(fitted.missing)
  const columns = fitted.columns.flatMap((column) => {
    if (column.encoding !== 'categorical') return []
    const levelOf = levelFinder(column)
    const offsetOf = levelOffsets(column)
    const isUnknown = (value: unknown) => {
      const level = levelOf(value)
      return typeof level === 'string' && offsetOf(level) === null
    }
    return [{ name: column.name, isUnknown }]
  })
  return (row) =>
    columns.flatMap(({ name, isUnknown }) => {
      const value = valueIn(row as object, name)
      return value !== null && isUnknown(value) ? [name] : []
    })
}

/** Reads own properties alone: a column may be called `toString`. */
function valueReader(missing: readonly string[]): (row: object, name: string) => unknown {
  const missingTexts = new Set(['', ...missing])
  return (row, name) => {
    const value = Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : null
    const isMissing = typeof value === 'string' && missingTexts.has(value.trim())
    return isMissing ? null : (value ?? null)
  }
}

type ValueEncoder = (
  value: unknown,
  encoded: Float32Array,
  refuse: (detail: string) => void,
) => void

function encoderOf(column: FittedColumn, readNumber: ReadNumber): ValueEncoder {
  if (column.encoding === 'numeric') return numericEncoder(column, readNumber)
  return column.encoding === 'datetime' ? datetimeEncoder(column) : categoricalEncoder(column)
}

/** Dates as the file writes them, or in ISO 8601; Unix time also as a number. */
function datetimeEncoder(column: FittedDatetime): ValueEncoder {
  const read = dateOrIsoReader(column.format)
  return (value, encoded, refuse) => {
    const isText = typeof value === 'string' || typeof value === 'number'
    const moment = isText ? read(String(value).trim()) : null
    if (value !== null && !moment) {
      const format = column.format === isoFormat ? '' : ` (${column.format}), or`
      refuse(`${describe(value)} where a date as in the file${format} in ISO 8601 is expected`)
      return
    }
    writeMoment(column, moment?.ms ?? Number.NaN, encoded)
  }
}

/** Numbers, and texts as the file writes its numbers. */
function numericEncoder(column: FittedNumeric, readNumber: ReadNumber): ValueEncoder {
  const { offset, mean, deviation, fill, indicator } = column
  return (value, encoded, refuse) => {
    const read = typeof value === 'string' ? readNumber(value.trim()) : null
    const number = read ? Number(read.text) : value
    if (number !== null && (typeof number !== 'number' || !Number.isFinite(number))) {
      refuse(`${describe(value)} where a number is expected`)
      return
    }
    encoded[offset] = ((number ?? fill) - mean) / deviation
    if (indicator && number === null) encoded[offset + 1] = 1
  }
}

function categoricalEncoder(column: FittedCategorical): ValueEncoder {
  const offsetOf = levelOffsets(column)
  const levelOf = levelFinder(column)
  return (value, encoded, refuse) => {
    if (value !== null && typeof value === 'object') {
      refuse(`${describe(value)} where a text or a number is expected`)
      return
    }
    const level = value === null ? null : levelOf(value)
    if (Array.isArray(level)) {
      refuse(`${value} could be ${level.map((one) => `'${one}'`).join(' or ')}: send it as a text`)
      return
    }
    const offset = level === null ? missingOffset(column) : offsetOf(level)
    if (offset !== null) encoded[offset] = 1
  }
}

function tensorEncoder({ shape, mean, deviation }: FittedTensor): RowEncoder {
  const size = sizeOf(shape)
  return (row, encoded, refuse) => {
    if (!Array.isArray(row)) {
      refuse([], `${describe(row)} where an array is expected`)
      return
    }
    const isFlat = !Array.isArray(row[0])
    let next = 0
    const fill = (value: unknown, path: number[], lengths: readonly number[]): void => {
      const [length, ...inner] = lengths
      if (length === undefined) {
        if (typeof value === 'number' && Number.isFinite(value)) {
          encoded[next++] = (value - mean) / deviation
        } else refuse(path, `${describe(value)} where a number is expected`)
      } else if (!Array.isArray(value) || value.length !== length) {
        const found = Array.isArray(value) ? `an array of ${value.length}` : describe(value)
        refuse(
          path,
          `${found} where an array of ${length} is expected (shape [${shape.join(', ')}])`,
        )
      } else {
        for (const [index, item] of value.entries()) fill(item, [...path, index], inner)
      }
    }
    fill(row, [], isFlat ? [size] : shape)
  }
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'string') return `the text '${value.slice(0, 50)}'`
  return typeof value === 'object' ? 'an object' : String(value)
}
