import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type FormatName, formats } from '../../../src/data/formats/index.ts'

/** Writes the rows of a query with DuckDB, in a format of the registry. */
export async function writeTable(format: FormatName, query: string): Promise<Buffer> {
  const { copyOptions } = formats[format]
  const folder = await mkdtemp(join(tmpdir(), 'sweepd-test-'))
  const instance = await DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    await connection.run(`COPY (${query}) TO '${join(folder, 'file')}' (${copyOptions})`)
    connection.closeSync()
    return await readFile(join(folder, 'file'))
  } finally {
    instance.closeSync()
    await rm(folder, { recursive: true })
  }
}
