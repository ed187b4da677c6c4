/** A migrated PostgreSQL of its own for a test file: about a second to start, nothing left behind. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Db, type DbOptions, openDb } from '../../src/db/client.ts'
import { startEmbeddedPostgres } from '../../src/db/server/embedded-postgres.ts'
import { migrate } from '../../src/db/server/migrate.ts'

export interface TestDatabase {
  db: Db
  url: string
  close(): Promise<void>
}

const prismaFolder = fileURLToPath(new URL('../../../prisma', import.meta.url))

export async function testDatabase(options: DbOptions = {}): Promise<TestDatabase> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-test-'))
  // PostgreSQL runs under another account when the tests run as root
  fs.chmodSync(folder, 0o755)
  const postgres = await startEmbeddedPostgres(folder)
  await migrate(postgres.url, prismaFolder)
  const db = openDb(postgres.url, options)
  const { rows } = await db.pool.query<{ data_directory: string }>('SHOW data_directory')
  // where that account cannot read the clone, cluster and binaries are elsewhere
  const elsewhere = path.dirname(rows[0]?.data_directory ?? folder)
  return {
    db,
    url: postgres.url,
    async close() {
      await db.close()
      await postgres.stop()
      for (const used of new Set([folder, elsewhere])) {
        fs.rmSync(used, { recursive: true, force: true })
      }
    },
  }
}
