import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { Problem } from '../../errors.ts'
import { refuseTooLarge } from '../limits.ts'

/**
 * Writes bytes to a temporary file, opens an in-memory DuckDB database that can access this one file and nothing else,
 * and removes both afterwards. DuckDB's errors about the file become a Problem.
 *
 * The database uses one thread: on wide tables that is faster than two, and takes half the memory.
 */
export async function withFile<T>(
  bytes: Uint8Array,
  use: (connection: DuckDBConnection, path: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sweepd-upload-'))
  try {
    const path = join(folder, 'file')
    await writeFile(path, bytes, { mode: 0o600 })
    // load the library at the first upload: a service that never reads a file does not need it in memory
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '1',
      memory_limit: '3GB',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    const connection = await instance.connect()
    try {
      await connection.run("SET temp_directory = ''")
      await connection.run(`SET allowed_paths = [${sqlText(path)}]`)
      await connection.run('SET enable_external_access = false')
      await connection.run('SET lock_configuration = true')
      return await use(connection, path)
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  } catch (error) {
    throw toProblem(error, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Turns DuckDB's errors about the file, which the client can fix, into a Problem. Errors about our SQL stay. */
function toProblem(error: unknown, folder: string): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error
  const { kind, text } =
    /^(?<kind>[A-Z][\w ]*) Error: (?<text>.*)/.exec(error.message)?.groups ?? {}
  if (!kind || !text || /^(Binder|Catalog|Parser|Permission)$/.test(kind)) return error
  if (kind === 'Out of Memory') {
    refuseTooLarge('more than 3 GB of memory to read it')
  }
  const detail = `not readable: ${text.replaceAll(join(folder, 'file'), 'file')}`
  return new Problem('invalid-dataset', 'The file cannot be read.', [{ pointer: '/file', detail }])
}

/** Quotes a text as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Quotes a name as an SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
