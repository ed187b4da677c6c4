import type { DuckDBConnection } from '@duckdb/node-api'
import { z } from 'zod'
import { Problem } from '../../errors.ts'
import { isoFormat } from '../dates/format.ts'
import { type ColumnKind, defineFormat } from '../format.ts'
import { checkSize } from '../limits.ts'
import { refuseNoRows } from '../read/no-rows.ts'
import { type RowNames, rowNamesByName } from '../read/row-names.ts'
import { readColumns, type SourceColumn } from '../text/columns.ts'
import { numberReader, plainNotation } from '../text/notation.ts'
import { isNumberText } from '../text/number-text.ts'
import { sqlName, sqlText, withFile } from './duckdb.ts'

const numberTypes = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL)/
const textTypes = /^(VARCHAR|ENUM|UUID|BOOLEAN|DATE|TIMESTAMP|TIME)/

/** Reads Apache Parquet, with the types of the file. NaN and NULL mean missing. */
export const parquet = defineFormat({
  summary: 'Apache Parquet',
  options: z.object({}),
  extensions: ['.parquet'],
  start: 'PAR1',
  isTyped: true,
  copyOptions: 'FORMAT parquet',
  read: (bytes, _options, { missing, chooseKinds }) =>
    withFile(bytes, async (connection, path) => {
      const file = `read_parquet(${sqlText(path)})`
      const described = await describe(connection, file, path)
      const { rows } = described
      const names = described.columns.map(({ name }) => name)
      refuseNoRows({ rows, columns: names.length })
      const kinds = chooseKinds(names)
      const wanted = described.columns.map((column, index) =>
        toSource(column, kinds[index]!, missing),
      )
      const sources = wanted.filter((source) => source !== null)
      await refuseInfinite(connection, file, sources)
      const read = numberReader(plainNotation)
      const columns = await readColumns(connection, file, { rows, missing, read }, sources)
      let next = 0
      return {
        rows,
        columns: described.columns.map(({ name, type }, index) =>
          wanted[index] ? columns[next++]! : ({ name, type: 'other', sqlType: type } as const),
        ),
        notation: plainNotation,
        warnings: [],
        rowNames: findRowNames(names, await pandasIndex(connection, path)),
      }
    }),
})

interface FileColumn {
  name: string
  alias: string // DuckDB's name of the column
  type: string
}

async function describe(connection: DuckDBConnection, file: string, path: string) {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${file}`)
  const names = await columnNames(connection, path)
  const columns = described.getRows().map(([alias, type], index): FileColumn => {
    return { name: names[index]!, alias: String(alias), type: String(type) }
  })
  const counted = await connection.runAndReadAll(
    `SELECT num_rows::DOUBLE FROM parquet_file_metadata(${sqlText(path)})`,
  )
  const rows = Number(counted.getRows()[0]![0])
  checkSize(rows, columns.length)
  return { rows, columns }
}

/** Column names as in the file. DuckDB renames columns whose names differ only in case. */
async function columnNames(connection: DuckDBConnection, path: string): Promise<string[]> {
  const schema = await connection.runAndReadAll(
    `SELECT name, coalesce(num_children, 0)::INTEGER FROM parquet_schema(${sqlText(path)})`,
  )
  const nodes = schema.getRows().map(([name, children]) => ({
    name: String(name),
    children: Number(children),
  }))
  const names: string[] = []
  let nested = 0 // nodes below the current column that are not yet read
  for (const { name, children } of nodes.slice(1)) {
    if (nested === 0) names.push(name)
    else nested--
    nested += children
  }
  return names
}

/** Names of the columns that were a frame's index, from the metadata that pandas writes to the file. */
async function pandasIndex(connection: DuckDBConnection, path: string): Promise<string[]> {
  const notes = await connection.runAndReadAll(
    `SELECT decode(value) FROM parquet_kv_metadata(${sqlText(path)}) WHERE decode(key) = 'pandas'`,
  )
  const [row] = notes.getRows()
  return row ? indexColumns(String(row[0])) : []
}

function findRowNames(names: readonly string[], noted: readonly string[]): RowNames[] {
  const byName = rowNamesByName(names)
  const byNotes = noted
    .map((name) => names.indexOf(name))
    .filter((index) => index >= 0 && byName.every(({ column }) => column !== index))
  return [
    ...byName,
    ...byNotes.map((column) => ({ column, told: 'by the notes of pandas' as const })),
  ]
}

/** Index columns named in pandas' metadata. Metadata of another form is ignored: the data do not depend on it. */
function indexColumns(notes: string): string[] {
  try {
    const { index_columns: columns } = JSON.parse(notes) as { index_columns?: unknown }
    return Array.isArray(columns) ? columns.filter((name) => typeof name === 'string') : []
  } catch {
    return []
  }
}

/** How to read a column of this type; null if a network cannot use it. */
function toSource(
  { name, alias, type }: FileColumn,
  kind: ColumnKind,
  missing: readonly string[],
): SourceColumn | null {
  const column = sqlName(alias)
  if (/\[/.test(type)) return null
  if (kind === 'text') {
    if (/^(FLOAT|DOUBLE)/.test(type)) return { name, kind, text: floatText(column) }
    const isText = textTypes.test(type) || numberTypes.test(type)
    return isText ? { name, kind, text: `${column}::VARCHAR` } : null
  }
  if (kind === 'datetime' && numberTypes.test(type)) {
    return {
      name,
      kind,
      text: /^(FLOAT|DOUBLE)/.test(type) ? floatText(column) : `${column}::VARCHAR`,
    }
  }
  if (numberTypes.test(type)) {
    const numbers = missing.filter(isNumberText).map((text) => `${column} = ${Number(text)}`)
    const isMissing = [...numbers, `isnan(${column}::DOUBLE)`].join(' OR ')
    const number = `CASE WHEN ${isMissing} THEN NULL ELSE ${column}::DOUBLE END`
    if (!/^(U?BIGINT|U?HUGEINT)/.test(type)) return { name, kind, number }
    const isNumeric = `NOT coalesce(bool_or(${isInexact(column)}), false)`
    return { name, kind, number, text: `${column}::VARCHAR`, isNumeric }
  }
  const moment = momentSql(column, type)
  if (moment)
    return { name, kind, number: withoutMissing(column, missing, moment), dateFormat: isoFormat }
  if (!textTypes.test(type)) return null
  return { name, kind, text: `${column}::VARCHAR` }
}

/** SQL for a date or timestamp in ms since 1970 in UTC; null for other types. */
function momentSql(column: string, type: string): string | null {
  if (type === 'DATE') return `epoch_ms(${column})::DOUBLE`
  if (type === 'TIMESTAMP_NS') return `epoch_ns(${column}) / 1e6`
  return type.startsWith('TIMESTAMP') ? `epoch_us(${column}) / 1e3` : null
}

function withoutMissing(column: string, missing: readonly string[], moment: string): string {
  if (missing.length === 0) return moment
  const texts = missing.map(sqlText).join(', ')
  return `CASE WHEN ${column}::VARCHAR IN (${texts}) THEN NULL ELSE ${moment} END`
}

/** SQL for whether a value is an integer that a double cannot hold exactly. */
function isInexact(column: string): string {
  return `abs(${column}::DOUBLE) >= 9007199254740992
    AND ${column}::HUGEINT IS DISTINCT FROM TRY_CAST(${column}::DOUBLE AS HUGEINT)`
}

/** SQL for a float as text, whole numbers without a point, because integer columns with gaps become floats. */
function floatText(column: string): string {
  return `CASE WHEN isnan(${column}) THEN NULL
    WHEN ${column} = trunc(${column}) AND abs(${column}) < 1e15 THEN ${column}::BIGINT::VARCHAR
    ELSE ${column}::VARCHAR END`
}

async function refuseInfinite(
  connection: DuckDBConnection,
  file: string,
  sources: readonly SourceColumn[],
): Promise<void> {
  const numeric = sources.filter(({ number }) => number !== undefined)
  if (numeric.length === 0) return
  const counts = numeric.map(({ number }) => `count(*) FILTER (isinf(${number}))::INTEGER`)
  const counted = await connection.runAndReadAll(`SELECT ${counts.join(', ')} FROM ${file}`)
  const faults = counted
    .getRows()[0]!
    .flatMap((count, index) =>
      Number(count) === 0
        ? []
        : [{ pointer: '/file', detail: `column '${numeric[index]!.name}' has infinite values` }],
    )
  if (faults.length > 0) {
    throw new Problem('invalid-dataset', 'Training cannot use infinite values.', faults)
  }
}
