/** Opens the database and the queues, and migrates the schema. */
import { fileURLToPath } from 'node:url'
import { type Db, openDb } from '../../db/client.ts'
import { schemaName } from '../../db/server/connection.ts'
import { type Located, locate } from '../../db/server/locate.ts'
import { migrate } from '../../db/server/migrate.ts'
import { withRetries } from '../../db/with-retries.ts'
import { openQueues, type Queues } from '../../queue.ts'
import { queueSchema } from '../../queue-connection.ts'
import { throttledWarning } from '../../throttled-warning.ts'
import type { Running } from './serve.ts'

const prismaFolder = fileURLToPath(new URL('../../../../prisma', import.meta.url))
const startLimitMs = 60_000

/**
 * Waits for an unreachable server, and logs it. Checks everything it can before creating anything.
 *
 * @throws Error naming the environment variable at fault
 */
export async function openBackends(
  { config, log, onClose }: Running,
  databaseUrl: string,
): Promise<{ db: Db; queues: Queues }> {
  const find = (variable: string, url: string) =>
    locate(url, {
      variable,
      forMs: startLimitMs,
      onWait: (place, fault) => log.warn({ variable, place, fault }, 'waiting for the database'),
    })
  const database = await find('DATABASE_URL', databaseUrl)
  const queueUrl = config.queueUrl ?? database.url
  if (!/^rediss?:/.test(queueUrl)) {
    const isOwn = config.queueUrl !== null
    refuseWithoutSchema(isOwn ? await find('QUEUE_URL', queueUrl) : database)
  }
  const { url } = database
  const schema = schemaName(url)
  const applied = await withRetries(() => migrate(url, prismaFolder), startLimitMs)
  if (applied.length > 0) log.info({ migrations: applied, schema }, 'database migrated')
  const db = openDb(url, {
    onError: throttledWarning(log, 'database connection lost'),
  })
  onClose('database', () => db.close())
  const onError = throttledWarning(log, 'queue connection lost')
  const queues = await withRetries(() => openQueues(queueUrl, { schema, onError }), startLimitMs)
  onClose('queues', () => queues.close())
  return { db, queues }
}

/**
 * BullMQ runs CREATE SCHEMA at every start, which PostgreSQL refuses without the privilege even if the schema exists.
 */
function refuseWithoutSchema({ url, mayCreateSchemas }: Located): void {
  if (mayCreateSchemas) return
  throw new Error(
    `The queue needs the schema ${queueSchema(schemaName(url))} in the same database, but the user of the ` +
      'URL may not create schemas there: GRANT CREATE ON DATABASE … TO …, or set QUEUE_URL to a Redis.',
  )
}

/** @throws Error that mentions `sweepd up`, which brings its own PostgreSQL */
export function requireDatabaseUrl({ config }: Running): string {
  if (config.databaseUrl !== null) return config.databaseUrl
  throw new Error('DATABASE_URL is needed: postgres://… (`sweepd up` brings its own PostgreSQL)')
}
