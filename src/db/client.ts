/** The way to PostgreSQL: Prisma for resources, the pool beneath it for bulk writes, locks and hot reads. */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from './generated/client.ts'

export interface Db {
  prisma: PrismaClient
  pool: pg.Pool
  url: string
  close(): Promise<void>
}

/** What runs SQL: the pool, or one transaction's client. */
export type Sql = Pick<pg.ClientBase, 'query'>

export function openDb(url: string, { connections = 10, onError = (_: Error) => {} } = {}): Db {
  // pipeline: statements that do not wait for each other's results share a round trip
  const options = { connectionString: url, application_name: 'sweepd', pipeline: true }
  const pool = new pg.Pool({ ...options, max: connections })
  // an idle connection that breaks is replaced at the next query
  pool.on('error', onError)
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  return {
    prisma,
    pool,
    url,
    async close() {
      await prisma.$disconnect()
      if (!pool.ended) await pool.end()
    },
  }
}

/** Runs `work` in one transaction; whatever it throws rolls back. BEGIN goes out with its first statement. */
export async function transaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    const [, result] = await Promise.all([client.query('BEGIN'), work(client)])
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    const rolledBack = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    )
    // a connection that cannot roll back is broken: the pool must not give it out again
    client.release(!rolledBack)
    throw error
  }
}
