/** Writes a table as Apache Parquet, by DuckDB: through a database in a temporary folder, so that memory stays bounded. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { sqlName, sqlText } from '../formats/duckdb.ts'
import type { Cell, Table, TableColumn } from './table.ts'

type Library = typeof import('@duckdb/node-api')

const rowsAChunk = 2_048 // DuckDB's vectors are no longer

/**
 * The bytes of the file, in parts. The first part comes when the whole table has been read.
 * Integers are INT64, times are timestamps in UTC with microseconds.
 */
export async function* writeParquet(table: Table): AsyncGenerator<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'sweepd-export-'))
  try {
    const file = join(folder, 'table.parquet')
    await writeFile(table, { database: join(folder, 'database'), file })
    yield* createReadStream(file) as AsyncIterable<Buffer>
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeFile(
  { columns, pages }: Table,
  { database, file }: { database: string; file: string },
): Promise<void> {
  // loaded at the first export: most services never need it
  const library = await import('@duckdb/node-api')
  const options = { threads: '1', memory_limit: '256MB' }
  const instance = await library.DuckDBInstance.create(database, options)
  const connection = await instance.connect()
  try {
    const types = columns.map(({ type }) => columnType(library, type))
    const declared = types.map((type, i) => `${sqlName(`${i}`)} ${type}`)
    await connection.run(`CREATE TABLE t (${declared.join(', ')})`)
    await append(library, connection, types, pages)
    // DuckDB takes names that differ in case only for the same, in tables and in the file
    const named = uniqueNames(columns).map((name, i) => `${sqlName(`${i}`)} AS ${sqlName(name)}`)
    await connection.run(
      `COPY (SELECT ${named.join(', ')} FROM t) TO ${sqlText(file)} (FORMAT parquet)`,
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function append(
  library: Library,
  connection: DuckDBConnection,
  types: readonly DuckDBType[],
  pages: AsyncIterable<Cell[][]>,
): Promise<void> {
  const appender = await connection.createAppender('t')
  for await (const rows of pages) {
    for (let start = 0; start < rows.length; start += rowsAChunk) {
      const part = rows.slice(start, start + rowsAChunk)
      const chunk = library.DuckDBDataChunk.create(types, part.length)
      chunk.setColumns(
        types.map((type, i) => part.map((cells) => toValue(library, type, cells[i] ?? null))),
      )
      appender.appendDataChunk(chunk)
    }
    appender.flushSync()
  }
  appender.closeSync()
}

function columnType(
  { BIGINT, BOOLEAN, DOUBLE, TIMESTAMPTZ, VARCHAR }: Library,
  type: TableColumn['type'],
): DuckDBType {
  return { int: BIGINT, number: DOUBLE, boolean: BOOLEAN, text: VARCHAR, time: TIMESTAMPTZ }[type]
}

function toValue(library: Library, type: DuckDBType, cell: Cell): DuckDBValue {
  if (cell instanceof Date) {
    return new library.DuckDBTimestampTZValue(BigInt(cell.getTime()) * 1_000n)
  }
  return type === library.BIGINT && typeof cell === 'number' ? BigInt(cell) : cell
}

/** Appends `_2`, `_3`, … to names that an earlier one equals but for case. */
function uniqueNames(columns: readonly TableColumn[]): string[] {
  const taken = new Set<string>()
  return columns.map(({ name }) => {
    let free = name
    for (let i = 2; taken.has(free.toLowerCase()); i++) free = `${name}_${i}`
    taken.add(free.toLowerCase())
    return free
  })
}
