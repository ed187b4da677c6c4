/** The way to PostgreSQL: Prisma for resources, the pool beneath it for bulk writes, locks and hot reads. */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from './generated/client.ts'
import { createKeyedMutex, type KeyedMutex } from './keyed-mutex.ts'
import { connectionTo, schemaOf } from './server/connection.ts'

export interface Db {
  prisma: PrismaClient
  pool: pg.Pool
  url: string // its `schema` is where the tables are
  /** Of those who lock a study: see studyTransaction. */
  studyMutex: KeyedMutex
  close(): Promise<void>
}

/** What runs SQL: the pool, or one transaction's client. */
export type Sql = Pick<pg.ClientBase, 'query'>

/** Whoever waits for another, or for an answer, waits for so long at most, ms. */
export interface Timeouts {
  connectMs: number // for a connection that is free, or for a new one
  lockMs: number // for a lock
  statementMs: number // for a statement, as the server measures it
  idleMs: number // the server, in a transaction, for the next statement: who was stopped there holds locks
  answerMs: number // for the answer: it may be lost although the statement succeeded
  mutexMs: number // for others of this process that lock the same study
}

export const defaultTimeouts: Timeouts = {
  connectMs: 10_000,
  lockMs: 5_000,
  statementMs: 30_000,
  idleMs: 10_000,
  answerMs: 40_000, // longer than statementMs: the server says what is wrong
  mutexMs: 10_000,
}

/** Connections that those who wait for a study leave to others: reads, readiness. */
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
    // statements that do not wait for each other's results share a round trip
    pipeline: true,
    max: connections,
    connectionTimeoutMillis: connectMs,
    lock_timeout: lockMs,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: idleMs,
    query_timeout: answerMs,
    ...keepAliveOptions,
  })
  // an idle connection that breaks is replaced at the next query
  pool.on('error', onError)
  // one that breaks in use fails its statements: that is where it is told
  pool.on('connect', (client) => client.on('error', () => {}))
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { schema: schemaOf(url) }) })
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

/** A peer that is gone without a word is noticed in about 20 s: by itself the system takes two hours. */
export const keepAliveOptions = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 }

/** Does the database answer? */
export async function isUp({ pool }: Pick<Db, 'pool'>): Promise<boolean> {
  // SQL: what every probe asks, by the pool that hot reads use
  const { rowCount } = await pool.query('SELECT 1')
  return rowCount === 1
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

/** A transaction that changes nothing, and in which every statement sees the database as it was at the first one. */
export function snapshot<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  return transaction(pool, async (sql) => {
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    return work(sql)
  })
}

/**
 * A transaction that locks a study. Of those who want the same one, one has a connection and the others wait in this
 * process: however long it is locked elsewhere, connections are left for all the others.
 */
export function studyTransaction<T>(
  { pool, studyMutex }: Pick<Db, 'pool' | 'studyMutex'>,
  studyId: string,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  return studyMutex.runExclusive(studyId, () => transaction(pool, work))
}

/** A transaction whose statements move so much that each may take `limitMs`. */
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

/** Statements that are given up, with their connection, when their answer does not come in time. */
export function withQueryTimeout(sql: Sql, answerMs: number): Sql {
  const query = (statement: string | pg.QueryConfig, values?: unknown[]) => {
    const config = typeof statement === 'string' ? { text: statement, values } : statement
    const limited: pg.QueryConfig & { query_timeout: number } = {
      ...(config as pg.QueryConfig),
      query_timeout: answerMs, // the driver knows it, its types do not
    }
    return sql.query(limited)
  }
  return { query: query as Sql['query'] }
}
