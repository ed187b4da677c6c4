import type { DuckDBConnection } from '@duckdb/node-api'
import { z } from 'zod'
import { Problem } from '../../errors.ts'
import { readColumns, type SourceColumn } from '../columns.ts'
import type { Column, OtherColumn } from '../dataset.ts'
import { sqlName, sqlText, withFile } from '../duckdb.ts'
import { defineFormat } from '../format.ts'
import { checkSize } from '../limits.ts'
import { isNumberText } from '../number-text.ts'

const numberTypes = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL)/
const textTypes = /^(VARCHAR|ENUM|UUID|BOOLEAN|DATE|TIMESTAMP|TIME)/

/** Apache Parquet; the types are the file's own. NaN and NULL are missing. */
export const parquet = defineFormat({
  options: z.object({}),
  extensions: ['.parquet'],
  read: (bytes, _options, { missing }) =>
    withFile(bytes, async (connection, path) => {
      const file = `read_parquet(${sqlText(path)})`
      const described = await describe(connection, file, path)
      const { rows } = described
      const supported = described.columns.filter(({ type }) => sourceOf('', type, missing))
      const others = new Map<string, OtherColumn>()
      for (const { name, type } of described.columns) {
        if (!sourceOf('', type, missing)) others.set(name, { name, type: 'other', sqlType: type })
      }
      const sources = supported.map(({ name, type }) => sourceOf(name, type, missing)!)
      await refuseInfinite(connection, file, sources)
      const read = await readColumns(connection, file, { rows, missing }, sources)
      const readByName = new Map<string, Column>(read.map((column) => [column.name, column]))
      return {
        rows,
        columns: described.columns.map(({ name }) => readByName.get(name) ?? others.get(name)!),
      }
    }),
})

async function describe(connection: DuckDBConnection, file: string, path: string) {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${file}`)
  const columns = described.getRows().map(([name, type]) => ({
    name: String(name),
    type: String(type),
  }))
  const counted = await connection.runAndReadAll(
    `SELECT num_rows::DOUBLE FROM parquet_file_metadata(${sqlText(path)})`,
  )
  const rows = Number(counted.getRows()[0]![0])
  checkSize(rows, columns.length)
  return { rows, columns }
}

/** How to read a column of this type; null where no network can take it. */
function sourceOf(name: string, type: string, missing: readonly string[]): SourceColumn | null {
  const column = sqlName(name)
  if (/\[/.test(type)) return null
  if (numberTypes.test(type)) {
    const numbers = missing.filter(isNumberText).map((text) => `${column} = ${Number(text)}`)
    const isMissing = [...numbers, `isnan(${column}::DOUBLE)`].join(' OR ')
    return { name, number: `CASE WHEN ${isMissing} THEN NULL ELSE ${column}::DOUBLE END` }
  }
  if (!textTypes.test(type)) return null
  return { name, text: `${column}::VARCHAR` }
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
    throw new Problem('invalid-dataset', 'Infinite values cannot be trained on.', faults)
  }
}
