/** Connections to PostgreSQL: Prisma for resources; the pool for bulk writes, locks and hot reads. */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from './generated/client.ts'
import { createKeyedMutex, type KeyedMutex } from './keyed-mutex.ts'
import { connectionTo, schemaName } from './server/connection.ts'

export interface Db {
  prisma: PrismaClient
  pool: pg.Pool
  url: string // its `schema` contains the tables
  /** For transactions that lock a study: see studyTransaction. */
  studyMutex: KeyedMutex
  close(): Promise<void>
}

/** Runs SQL: the pool, or the client of a transaction. */
export type Sql = Pick<pg.ClientBase, 'query'>

/** Timeouts, in milliseconds. */
export interface Timeouts {
  connectMs: number // waiting for a free or new connection
  lockMs: number // waiting for a lock
  statementMs: number // running a statement, measured by the server
  idleMs: number // waiting for the next statement of a transaction, measured by the server: an idle transaction holds locks
  answerMs: number // waiting for a response, which may be lost although the statement succeeded
  mutexMs: number // waiting for other transactions of this process on the same study
}

export const defaultTimeouts: Timeouts = {
  connectMs: 10_000,
  lockMs: 5_000,
  statementMs: 30_000,
  idleMs: 10_000,
  answerMs: 40_000, // longer than statementMs, so that the server reports the error
  mutexMs: 10_000,
}

/** Connections that transactions waiting for a study leave free for reads and readiness checks. */
const freeConnections = 3

export interface DbOptions {
  connections?: number
  timeouts?: Partial<Timeouts>
  onError?: (error: Error) => void
}

export function openDb(
  url: string,
  { connections = 10, timeouts: limits = {}, onError = () => {} }: DbOptions = {},
): Db {
  const {
    connectMs,
    lockMs,
    statementMs,
    idleMs,
    answerMs,
    mutexMs: turnMs,
  } = {
    ...defaultTimeouts,
    ...limits,
  }
  const pool = new pg.Pool({
    ...connectionTo(url),
    application_name: 'sweepd',
    // independent statements share a round trip
    pipeline: true,
    max: connections,
    connectionTimeoutMillis: connectMs,
    lock_timeout: lockMs,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: idleMs,
    query_timeout: answerMs,
    ...keepAliveOptions,
  })
  // a broken idle connection is replaced at the next query
  pool.on('error', onError)
  // a connection that breaks in use fails its statements, which report the error
  pool.on('connect', (client) => client.on('error', () => {}))
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { schema: schemaName(url) }) })
  const studyMutex = createKeyedMutex({
    atOnce: Math.max(1, connections - freeConnections),
    waitMs: turnMs,
  })
  return {
    prisma,
    pool,
    url,
    studyMutex,
    async close() {
      await prisma.$disconnect()
      if (!pool.ended) await pool.end()
    },
  }
}

/** Detects a lost peer within about 20 s; the system default is two hours. */
export const keepAliveOptions = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 }

/** Does the database answer? */
export async function isUp({ pool }: Pick<Db, 'pool'>): Promise<boolean> {
  // SQL: what every probe asks, by the pool that hot reads use
  const { rowCount } = await pool.query('SELECT 1')
  return rowCount === 1
}

/** Runs `work` in a transaction; an exception rolls it back. BEGIN is sent together with the first statement. */
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
    // a connection that cannot roll back is broken and must not return to the pool
    client.release(!rolledBack)
    throw error
  }
}

/** A read-only transaction whose statements all see the same snapshot. */
export function snapshot<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  return transaction(pool, async (sql) => {
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    return work(sql)
  })
}

/**
 * A transaction that locks a study. Only one transaction per study uses a connection; the others queue in this
 * process, so a study that is locked for long does not exhaust the pool.
 */
export function studyTransaction<T>(
  { pool, studyMutex }: Pick<Db, 'pool' | 'studyMutex'>,
  studyId: string,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  return studyMutex.runExclusive(studyId, () => transaction(pool, work))
}

/** A transaction whose statements move much data, so that each may take `limitMs`. */
export function longTransaction<T>(
  pool: pg.Pool,
  work: (sql: Sql) => Promise<T>,
  limitMs = 600_000,
): Promise<T> {
  return transaction(pool, async (sql) => {
    const patient = withQueryTimeout(sql, limitMs)
    const [, result] = await Promise.all([
      sql.query(`SET LOCAL statement_timeout = ${limitMs}`),
      work(patient),
    ])
    return result
  })
}

/** Runs statements with a client-side timeout; the connection is closed when it expires. */
export function withQueryTimeout(sql: Sql, answerMs: number): Sql {
  const query = (statement: string | pg.QueryConfig, values?: unknown[]) => {
    const config = typeof statement === 'string' ? { text: statement, values } : statement
    const limited: pg.QueryConfig & { query_timeout: number } = {
      ...(config as pg.QueryConfig),
      query_timeout: answerMs, // supported by the driver, but missing in its types
    }
    return sql.query(limited)
  }
  return { query: query as Sql['query'] }
}
