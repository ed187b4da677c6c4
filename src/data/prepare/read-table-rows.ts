import { nearbyNames } from '../../nearby.ts'
import type { CategoricalInput, InputColumn } from '../dataset.ts'
import { dateOrIsoReader, isoFormat } from '../dates/format.ts'
import { numberReader, plainNotation, type ReadNumber } from '../text/notation.ts'
import type { FittedCategorical, FittedColumn, FittedDatetime, FittedTable } from './fitted.ts'
import { describe, type InputReader } from './input-reader.ts'
import { levelFinder } from './level-of.ts'
import { presentValues } from './present-values.ts'

/** Reads rows that are objects by column name. */
export function tableReader(fitted: FittedTable, rows: number): InputReader {
  const { columns, unused, missing, notation = plainNotation } = fitted
  const readNumber = numberReader(notation)
  const known = [...columns.map(({ name }) => name), ...unused]
  const knownSet = new Set(known)
  const valueIn = presentValues(missing)
  const readers = columns.map((column) => ({
    isComplete: column.isComplete ?? false,
    ...columnReader(column, readNumber, rows),
  }))
  return {
    inputs: { type: 'table', columns: readers.map(({ input }) => input) },
    read(row, index, refuse) {
      if (typeof row !== 'object' || row === null || Array.isArray(row)) {
        refuse([], `expected an object by column name, got ${describe(row)}`)
        return
      }
      for (const name of Object.keys(row)) {
        if (knownSet.has(name)) continue
        const nearby = nearbyNames(name, known).map((near) => `'${near}'`)
        const hint = nearby.length > 0 ? `: did you mean ${nearby.join(', ')}?` : ''
        refuse([name], `the model has no column of this name${hint}`)
      }
      for (const { input, isComplete, read } of readers) {
        const { name } = input
        const value = valueIn(row, name)
        if (value === null && isComplete)
          refuse([name], 'is missing: every row of the data has a value here')
        else read(value, index, (detail) => refuse([name], detail))
      }
    },
  }
}

interface ColumnReader {
  input: InputColumn // filled as rows are read
  /** @param value  null means missing */
  read(value: unknown, row: number, refuse: (detail: string) => void): void
}

function columnReader(column: FittedColumn, readNumber: ReadNumber, rows: number): ColumnReader {
  if (column.encoding === 'numeric') return numericReader(column.name, readNumber, rows)
  return column.encoding === 'datetime'
    ? datetimeReader(column, rows)
    : categoricalReader(column, rows)
}

/** Reads numbers, and texts in the notation of the file. */
function numericReader(name: string, readNumber: ReadNumber, rows: number): ColumnReader {
  const values = new Float64Array(rows)
  return {
    input: { name, encoding: 'numeric', values },
    read(value, row, refuse) {
      const read = typeof value === 'string' ? readNumber(value.trim()) : null
      const number = read ? Number(read.text) : value
      if (number !== null && (typeof number !== 'number' || !Number.isFinite(number))) {
        refuse(`expected a number, got ${describe(value)}`)
        return
      }
      values[row] = number ?? Number.NaN
    },
  }
}

/** Reads dates in the format of the file or in ISO 8601; Unix time may be a number. */
function datetimeReader({ name, format }: FittedDatetime, rows: number): ColumnReader {
  const readDate = dateOrIsoReader(format)
  const values = new Float64Array(rows)
  return {
    input: { name, encoding: 'datetime', format, values },
    read(value, row, refuse) {
      const isText = typeof value === 'string' || typeof value === 'number'
      const moment = isText ? readDate(String(value).trim()) : null
      if (value !== null && !moment) {
        const inFile = format === isoFormat ? '' : ` (${format}), or`
        refuse(`expected a date as in the file${inFile} in ISO 8601, got ${describe(value)}`)
        return
      }
      values[row] = moment?.ms ?? Number.NaN
    },
  }
}

/** Reads categories: texts, or numbers and booleans that stand for a text. */
function categoricalReader(column: FittedCategorical, rows: number): ColumnReader {
  const { name, type } = column
  const findLevel = levelFinder(column)
  const findCode = new Map<string, number>()
  const levels: string[] = []
  const codes = new Int32Array(rows)
  const input: CategoricalInput = { name, encoding: 'categorical', type, levels, codes }
  return {
    input,
    read(value, row, refuse) {
      if (value !== null && typeof value === 'object') {
        refuse(`expected a text or a number, got ${describe(value)}`)
        return
      }
      const level = value === null ? null : findLevel(value)
      if (Array.isArray(level)) {
        const ways = level.map((one) => `'${one}'`).join(' or ')
        refuse(`${value} could be ${ways}: send it as a text`)
        return
      }
      if (level === null) {
        codes[row] = -1
        return
      }
      const code = findCode.get(level) ?? levels.push(level) - 1
      findCode.set(level, code)
      codes[row] = code
    },
  }
}
