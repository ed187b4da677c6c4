import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, NumberColumn } from '../dataset.ts'
import type { ColumnKind } from '../format.ts'
import { sqlText, withFile } from '../formats/duckdb.ts'
import { readColumns, type SourceColumn } from '../text/columns.ts'
import { type Notation, numberReader } from '../text/notation.ts'
import { invalidCsv } from './text.ts'

const leastGrouped = 5 // fewer numbers have three places by chance
const columnsAtOnce = 128 // plans with thousands of expressions are slow

/** Records without their header, all of one width, and how to read their columns. */
export interface Body {
  bytes: Uint8Array // every record ends with LF
  delimiter: string
  rows: number
  columns: { name: string; kind: ColumnKind }[]
  missing: readonly string[]
  notation: Notation
}

/** @throws Problem 'invalid-dataset' if DuckDB reads other records than the scan found */
export async function readBody(body: Body): Promise<Column[]> {
  const { bytes, delimiter, rows, columns, missing, notation } = body
  // only for speed: DuckDB does not accept every text here, and readColumns handles all of them
  const plain = missing.filter((text) => !text.includes(delimiter) && !/["\r\n]/.test(text))
  const nulls = ['', ...plain].map(sqlText).join(', ')
  const types = columns.map((_, index) => `'c${index}': 'VARCHAR'`)
  return await withFile(bytes, async (connection, path) => {
    const source = `read_csv(${sqlText(path)}, auto_detect = false, header = false, strict_mode = false, new_line = '\\n',
      delim = ${sqlText(delimiter)}, quote = '"', escape = '"', nullstr = [${nulls}], columns = {${types.join(', ')}})`
    await connection.run(`CREATE TABLE cells AS SELECT * FROM ${source}`)
    const counted = await connection.runAndReadAll('SELECT count(*)::INTEGER FROM cells')
    if (counted.getRows()[0]![0] !== rows) {
      throw invalidCsv([
        {
          pointer: '/file',
          detail: 'the lines or quotes are ambiguous: they can be read in two ways',
        },
      ])
    }
    const sources = columns.map((column, index) => toSource(column, `c${index}`, notation))
    const read = numberReader(notation)
    const options = { rows, missing, read }
    const cells = await readColumns(connection, 'cells', options, sources)
    const zeros = await withLeadingZeros(connection, cells)
    return notation.decimal === '.' ? await withGroups(connection, zeros) : zeros
  })
}

/** Marks the number columns with values written like 007. */
function withLeadingZeros(
  connection: DuckDBConnection,
  columns: readonly Column[],
): Promise<Column[]> {
  // all texts that begin with 00, 01, … or 09 lie between these
  const test = (text: string) => `coalesce(bool_or(${text} >= '00' AND ${text} < '0:'), false)`
  return withMark(connection, columns, { test, mark: { hasLeadingZeros: true } })
}

/**
 * Marks the number columns written like 1.234, 12.500 and 900: three places behind each point and none behind the
 * others, as where points group thousands.
 */
function withGroups(connection: DuckDBConnection, columns: readonly Column[]): Promise<Column[]> {
  const test = (cell: string) => {
    const text = `trim(${cell})`
    const isGrouped = `CASE WHEN contains(${text}, '.') THEN ${text} LIKE '%.___' AND regexp_full_match(${text}, '[+-]?[1-9][0-9]{0,2}[.][0-9]{3}')
        ELSE regexp_full_match(${text}, '[+-]?[0-9]{1,3}') END`
    const pointed = `count(*) FILTER (contains(${text}, '.'))`
    return `coalesce(bool_and(${isGrouped}) AND ${pointed} >= ${leastGrouped} AND ${pointed} < count(${text}), false)`
  }
  return withMark(connection, columns, { test, mark: { mayGroupByPoints: true } })
}

/** @param test  SQL over the cells of a column, from the name of its cells: whether a number column gets the mark */
async function withMark(
  connection: DuckDBConnection,
  columns: readonly Column[],
  {
    test,
    mark,
  }: {
    test: (text: string) => string
    mark: Pick<NumberColumn, 'hasLeadingZeros' | 'mayGroupByPoints'>
  },
): Promise<Column[]> {
  const marked: Column[] = []
  for (let start = 0; start < columns.length; start += columnsAtOnce) {
    const batch = columns.slice(start, start + columnsAtOnce)
    const tests = batch.map(({ type }, index) =>
      type === 'number' ? test(`c${start + index}`) : 'false',
    )
    const found = await connection.runAndReadAll(`SELECT ${tests.join(', ')} FROM cells`)
    const has = found.getRows()[0]!
    for (const [index, column] of batch.entries()) {
      const isMarked = column.type === 'number' && has[index] === true
      marked.push(isMarked ? { ...column, ...mark } : column)
    }
  }
  return marked
}

/** How to read a column: DuckDB parses plain numbers, which is fast; readColumns parses other notations. */
function toSource(
  { name, kind }: { name: string; kind: ColumnKind },
  text: string,
  { decimal }: Notation,
): SourceColumn {
  if (kind !== 'auto') return { name, kind, text }
  const number = `TRY_CAST(${text} AS DOUBLE)`
  // DuckDB also casts inf, nan and 1_000, which are not numbers here, and integers that a double cannot hold exactly
  const isNumeric = `count(${text}) = count(${number}) AND coalesce(bool_and(isfinite(${number})), true)
    AND NOT coalesce(bool_or(contains(${text}, '_')), false)
    AND NOT coalesce(bool_or(${isInexact(number, text)}), false)
    ${decimal === '.' ? '' : `AND NOT coalesce(bool_or(contains(${text}, '.')), false)`}`
  return { name, kind, text, number, isNumeric }
}

function isInexact(number: string, text: string): string {
  return `abs(${number}) >= 9007199254740992 AND regexp_full_match(trim(${text}), '[+-]?[0-9]+')
    AND coalesce(TRY_CAST(${text} AS HUGEINT) <> TRY_CAST(${number} AS HUGEINT), true)`
}
