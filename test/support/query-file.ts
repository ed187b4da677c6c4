/** Reads a file that was written, by DuckDB. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'

/** @param query  SQL for the file's name, quoted */
export async function queryFile(
  bytes: Uint8Array,
  query: (file: string) => string,
): Promise<DuckDBValue[][]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-query-'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const file = path.join(folder, 'file')
    fs.writeFileSync(file, bytes)
    return (await connection.runAndReadAll(query(`'${file}'`))).getRows()
  } finally {
    connection.closeSync()
    instance.closeSync()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
