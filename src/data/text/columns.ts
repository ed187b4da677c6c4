import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, DatetimeColumn, NumberColumn, TextColumn } from '../dataset.ts'
import type { ColumnKind } from '../format.ts'
import { type ReadNumber, readNumbers } from './notation.ts'
import { sortTexts } from './sort-texts.ts'

/**
 * A column of a DuckDB table, as SQL expressions; NULL means missing. A number with a `dateFormat` is in ms since 1970.
 * If both expressions are given, the values decide: they are numbers if the aggregate `isNumeric` is true.
 */
export type SourceColumn = { name: string; kind: ColumnKind } & (
  | { number: string; text?: never; dateFormat?: string }
  | { text: string; number?: never; dateFormat?: never }
  | { number: string; text: string; isNumeric: string; dateFormat?: never }
)

const batchSize = 128 // columns per query: plans with thousands of expressions are slow

/**
 * Reads the columns: as numbers if every value is a number, otherwise as text.
 *
 * @param missing  texts that mean "missing", besides the empty text
 * @param read     parses texts that may be numbers
 */
export async function readColumns(
  connection: DuckDBConnection,
  table: string,
  { rows, missing, read }: { rows: number; missing: readonly string[]; read: ReadNumber },
  sources: readonly SourceColumn[],
): Promise<Column[]> {
  const missingTexts = new Set(['', ...missing.map((text) => text.trim())])
  const columns: Column[] = []
  for (let start = 0; start < sources.length; start += batchSize) {
    const batch = sources.slice(start, start + batchSize)
    const isNumeric = await numericOnes(connection, table, batch)
    const readers = batch.map((source, index) =>
      isNumeric[index] ? new NumberReader(source, rows) : new TextReader(source, rows, read),
    )
    const expressions = batch.map(({ number, text }, index) =>
      isNumeric[index] ? `coalesce(${number}, 'nan'::DOUBLE)` : `coalesce(${text}, '')`,
    )
    const result = await connection.stream(`SELECT ${expressions.join(', ')} FROM ${table}`)
    for (let row = 0; ; ) {
      const chunk = await result.fetchChunk()
      if (!chunk || chunk.rowCount === 0) break
      for (const [index, reader] of readers.entries()) {
        reader.read(chunk.getColumnVector(index), row, chunk.rowCount)
      }
      row += chunk.rowCount
    }
    for (const reader of readers) columns.push(reader.column(missingTexts))
  }
  return columns
}

async function numericOnes(
  connection: DuckDBConnection,
  table: string,
  sources: readonly SourceColumn[],
): Promise<boolean[]> {
  const tests = sources.map((source) => {
    if (source.number === undefined) return 'false'
    return source.text === undefined ? 'true' : source.isNumeric
  })
  if (tests.every((test) => test === 'true' || test === 'false')) {
    return tests.map((test) => test === 'true')
  }
  const result = await connection.runAndReadAll(`SELECT ${tests.join(', ')} FROM ${table}`)
  return result.getRows()[0]!.map((value) => value === true)
}

interface Vector {
  getItem(index: number): unknown
}

class NumberReader {
  private readonly source: SourceColumn
  private readonly values: Float64Array

  constructor(source: SourceColumn, rows: number) {
    this.source = source
    this.values = new Float64Array(rows)
  }

  read(vector: Vector, row: number, count: number): void {
    const { items } = vector as unknown as { items: Float64Array } // getItem is ten times slower
    this.values.set(items.subarray(0, count), row)
  }

  column(): NumberColumn | DatetimeColumn {
    const { name, dateFormat } = this.source
    const { values } = this
    if (dateFormat === undefined) return { name, type: 'number', values }
    return { name, type: 'datetime', format: dateFormat, values }
  }
}

class TextReader {
  private readonly source: SourceColumn
  private readonly codes: Int32Array
  private readonly readNumber: ReadNumber
  private readonly codeOf = new Map<string, number>()

  constructor(source: SourceColumn, rows: number, readNumber: ReadNumber) {
    this.source = source
    this.readNumber = readNumber
    this.codes = new Int32Array(rows)
  }

  read(vector: Vector, row: number, count: number): void {
    for (let index = 0; index < count; index++) {
      const text = vector.getItem(index) as string
      const known = this.codeOf.get(text)
      const code = known ?? this.codeOf.size
      if (known === undefined) this.codeOf.set(text, code)
      this.codes[row + index] = code
    }
  }

  column(missing: ReadonlySet<string>): NumberColumn | TextColumn {
    const labels = [...this.codeOf.keys()].map((text) => {
      const label = text.trim()
      return missing.has(label) ? null : label
    })
    const { name, kind, number } = this.source
    const present = labels.filter((label) => label !== null)
    const numbersOfPresent = number === undefined ? null : readNumbers(present, this.readNumber)
    if (numbersOfPresent) {
      let next = 0
      const numbers = labels.map((label) =>
        label === null ? Number.NaN : numbersOfPresent[next++]!,
      )
      const values = Float64Array.from(this.codes, (code) => numbers[code]!)
      return { name, type: 'number', values }
    }
    const column = textColumn(name, labels, this.codes, number !== undefined)
    return kind === 'auto' && isBoolean(column) ? withOneSpelling(column) : column
  }
}

/** Builds a text column. `codes` index `labels`, which may repeat and hold null for missing; levels are sorted. */
function textColumn(
  name: string,
  labels: readonly (string | null)[],
  codes: Int32Array,
  mayBeNumbers: boolean,
): TextColumn {
  const levels = sortTexts([...new Set(labels.filter((label) => label !== null))])
  const rank = new Map(levels.map((level, index) => [level, index]))
  const newCodes = labels.map((label) => (label === null ? -1 : rank.get(label)!))
  return {
    name,
    type: 'text',
    mayBeNumbers,
    levels,
    codes: codes.map((code) => newCodes[code]!),
  }
}

function isBoolean({ levels }: TextColumn): boolean {
  return levels.length > 0 && levels.every((level) => /^(true|false)$/i.test(level))
}

/** Merges spellings of one boolean: `True` and `true` become one lower-case level. Other levels stay. */
function withOneSpelling(column: TextColumn): TextColumn {
  const { levels, codes } = column
  const values = [...new Set(levels.map((level) => level.toLowerCase()))].sort()
  const isOneEach = values.length === levels.length
  const newCodes = levels.map((level) => values.indexOf(level.toLowerCase()))
  return {
    ...column,
    type: 'boolean',
    mayBeNumbers: false,
    levels: isOneEach ? levels : values,
    codes: isOneEach ? codes : codes.map((code) => (code < 0 ? code : newCodes[code]!)),
  }
}
