import { isUtf8 } from 'node:buffer'
import { z } from 'zod'
import { type Fault, Problem } from '../../errors.ts'
import { readColumns, type SourceColumn } from '../columns.ts'
import { lineAt, type Records, scanRecords, splitRecord, withLineFeeds } from '../csv-records.ts'
import type { Table } from '../dataset.ts'
import { sqlText, withFile } from '../duckdb.ts'
import { type ColumnKind, defineFormat } from '../format.ts'
import { checkSize } from '../limits.ts'
import { checkNotation, type Notation, notationOptions, numberReader } from '../notation.ts'

const faultsShown = 10

/** Comma-separated values, RFC 4180, UTF-8; every record has as many fields as the first. */
export const csv = defineFormat({
  options: z.object({
    header: z.boolean().default(true).describe('the first line names the columns'),
    delimiter: z
      .string()
      .regex(/^[\t\x20-\x7e]$/, 'one ASCII character is accepted')
      .regex(/^[^"0-9A-Za-z.+-]$/, 'quotes, letters, digits, ".", "+" and "-" are not accepted')
      .default(',')
      .describe('between the fields; one more at the end of a line does no harm'),
    ...notationOptions,
  }),
  extensions: ['.csv', '.tsv', '.txt', '.data'],
  async read(file, { header, delimiter, ...notation }, { missing, kindsOf }) {
    checkNotation(notation)
    const bytes = withoutByteOrderMark(file)
    refuseBinary(bytes)
    const records = scanRecords(bytes, delimiter.charCodeAt(0))
    if ('offset' in records) {
      throw invalid([{ pointer: '/file', detail: at(bytes, records.offset, records.detail) }])
    }
    if (records.starts.length === 0) {
      throw invalid([{ pointer: '/file', detail: 'the file is empty' }])
    }
    const names = header ? headerNames(bytes, records, delimiter) : null
    const width = names?.length ?? widthOf(records)
    const rows = records.starts.length - (header ? 1 : 0)
    checkSize(rows, width)
    refuseRagged(bytes, records, width, header)

    const columnNames = names ?? Array.from({ length: width }, (_, index) => `column${index}`)
    const kinds = kindsOf(columnNames)
    if (rows === 0) return { rows, columns: columnNames.map(emptyColumn), notation }
    const body = withLineFeeds(bytes, records).subarray(header ? records.end[0] : 0)
    return await readBody(body, { delimiter, rows, names: columnNames, kinds, missing, notation })
  },
})

/** Reads records that are known to be regular. */
async function readBody(
  body: Uint8Array,
  file: {
    delimiter: string
    rows: number
    names: string[]
    kinds: ColumnKind[]
    missing: readonly string[]
    notation: Notation
  },
): Promise<Table> {
  const { delimiter, rows, names, kinds, missing: missingTexts, notation } = file
  // only for speed: DuckDB refuses some texts here, and readColumns knows them all
  const plain = missingTexts.filter((text) => !text.includes(delimiter) && !/["\r\n]/.test(text))
  const missing = ['', ...plain].map(sqlText).join(', ')
  const types = names.map((_, index) => `'c${index}': 'VARCHAR'`)
  return await withFile(body, async (connection, path) => {
    const source = `read_csv(${sqlText(path)}, auto_detect = false, header = false, strict_mode = false, new_line = '\\n',
      delim = ${sqlText(delimiter)}, quote = '"', escape = '"', nullstr = [${missing}], columns = {${types.join(', ')}})`
    await connection.run(`CREATE TABLE cells AS SELECT * FROM ${source}`)
    const counted = await connection.runAndReadAll('SELECT count(*)::INTEGER FROM cells')
    if (counted.getRows()[0]![0] !== rows) {
      throw invalid([{ pointer: '/file', detail: 'its lines or quotes can be read in two ways' }])
    }
    const sources = names.map((name, index) => sourceOf(name, kinds[index]!, `c${index}`, notation))
    const read = numberReader(notation)
    const options = { rows, missing: missingTexts, read }
    return { rows, columns: await readColumns(connection, 'cells', options, sources), notation }
  })
}

/** Columns of plain numbers are read by DuckDB, which is fast; those in another notation by readColumns. */
function sourceOf(
  name: string,
  kind: ColumnKind,
  text: string,
  { decimal }: Notation,
): SourceColumn {
  if (kind === 'text') return { name, kind, text }
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

function headerNames(bytes: Buffer, records: Records, delimiter: string): string[] {
  const names = splitRecord(bytes.toString('utf8', records.starts[0], records.end[0]), delimiter)
  if (names.length > 1 && names.at(-1) === '') names.pop()
  return names.map((name, index) => (name === '' ? `column${index}` : name))
}

/** Fields of a record where there is no header: a trailing delimiter on every line is not a field. */
function widthOf({ fieldCounts, endsEmpty }: Records): number {
  const widest = fieldCounts.reduce((most, count) => Math.max(most, count), 1)
  const isTrailing = fieldCounts.every((count, index) => count < widest || endsEmpty[index])
  return isTrailing && widest > 1 ? widest - 1 : fieldCounts[0]!
}

function refuseRagged(bytes: Buffer, records: Records, width: number, header: boolean): void {
  const { starts, fieldCounts, endsEmpty } = records
  const ragged: number[] = []
  for (let index = header ? 1 : 0; index < starts.length; index++) {
    const count = fieldCounts[index]!
    if (count !== width && !(count === width + 1 && endsEmpty[index])) ragged.push(index)
  }
  if (ragged.length === 0) return
  const expected = header ? `the header has ${width}` : `${width} are expected`
  const faults = ragged.slice(0, faultsShown).map((index) => ({
    pointer: '/file',
    detail: at(bytes, starts[index]!, `${fieldCounts[index]} fields where ${expected}`),
  }))
  const rest = ragged.length - faults.length
  if (rest > 0) faults.push({ pointer: '/file', detail: `${rest} more lines have this fault` })
  throw invalid(faults)
}

function refuseBinary(bytes: Buffer): void {
  const zero = bytes.indexOf(0)
  if (zero >= 0) {
    throw invalid([{ pointer: '/file', detail: at(bytes, zero, 'a zero byte: this is no text') }])
  }
  if (isUtf8(bytes)) return
  throw invalid([
    {
      pointer: '/file',
      detail: at(bytes, invalidUtf8(bytes), 'not UTF-8: save the file in this encoding'),
    },
  ])
}

/** Offset of the first line that is not UTF-8. */
function invalidUtf8(bytes: Buffer): number {
  let start = 0
  while (start < bytes.length) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline < 0 ? bytes.length : newline + 1
    if (!isUtf8(bytes.subarray(start, end))) return start
    start = end
  }
  return 0
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return hasMark ? bytes.subarray(3) : bytes
}

function emptyColumn(name: string) {
  return { name, type: 'number' as const, values: new Float64Array(0) }
}

function at(bytes: Buffer, offset: number, detail: string): string {
  return `line ${lineAt(bytes, offset)}: ${detail}`
}

function invalid(faults: Fault[]): Problem {
  return new Problem('invalid-dataset', 'The file is no regular CSV.', faults)
}
