import { readColumns, type SourceColumn } from '../columns.ts'
import type { Column } from '../dataset.ts'
import { sqlText, withFile } from '../duckdb.ts'
import type { ColumnKind } from '../format.ts'
import { type Notation, numberReader } from '../notation.ts'
import { invalidCsv } from './text.ts'

/** Records without their header that are known to be regular, and how their columns are wanted. */
export interface Body {
  bytes: Uint8Array // LF ends every record
  delimiter: string
  rows: number
  columns: { name: string; kind: ColumnKind }[]
  missing: readonly string[]
  notation: Notation
}

/** @throws Problem 'invalid-dataset' where DuckDB reads other records than the scan found */
export async function readBody(body: Body): Promise<Column[]> {
  const { bytes, delimiter, rows, columns, missing, notation } = body
  // only for speed: DuckDB refuses some texts here, and readColumns knows them all
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
        { pointer: '/file', detail: 'its lines or quotes can be read in two ways' },
      ])
    }
    const sources = columns.map((column, index) => sourceOf(column, `c${index}`, notation))
    const read = numberReader(notation)
    return await readColumns(connection, 'cells', { rows, missing, read }, sources)
  })
}

/** Columns of plain numbers are read by DuckDB, which is fast; those in another notation by readColumns. */
function sourceOf(
  { name, kind }: { name: string; kind: ColumnKind },
  text: string,
  { decimal }: Notation,
): SourceColumn {
  if (kind !== 'auto') return { name, kind, text }
  const number = `TRY_CAST(${text} AS DOUBLE)`
  // DuckDB casts inf, nan and 1_000 too, which are no numbers here, and integers that no double is equal to
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
