/** The database and the queues, at this version's schema. */
import { fileURLToPath } from 'node:url'
import { type Db, openDb } from '../../db/client.ts'
import { migrate } from '../../db/migrate.ts'
import { patiently } from '../../db/patient.ts'
import { openQueues, type Queues } from '../../queue.ts'
import type { Running } from './serve.ts'

const prismaFolder = fileURLToPath(new URL('../../../../prisma', import.meta.url))
const startLimitMs = 60_000

/** A database that still starts is waited for: containers start in any order. */
export async function openBackends(
  { config, log, onClose }: Running,
  databaseUrl: string,
): Promise<{ db: Db; queues: Queues }> {
  const applied = await patiently(() => migrate(databaseUrl, prismaFolder), startLimitMs)
  if (applied.length > 0) log.info({ migrations: applied }, 'database migrated')
  const db = openDb(databaseUrl, {
    onError: (error) => log.warn({ err: error }, 'database connection lost'),
  })
  onClose('database', () => db.close())
  const queues = await openQueues(config.queueUrl ?? databaseUrl, {
    onError: (error) => log.warn({ err: error }, 'queue connection lost'),
  })
  onClose('queues', () => queues.close())
  return { db, queues }
}

/** @throws Error that says what `up` would have brought along */
export function requireDatabaseUrl({ config }: Running): string {
  if (config.databaseUrl !== null) return config.databaseUrl
  throw new Error('DATABASE_URL is needed: postgres://… (`sweepd up` brings its own PostgreSQL)')
}
