/** Nobody waits for ever: a real PostgreSQL behind a proxy that drops answers. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Db, openDb, studyTransaction, transaction } from '../../src/db/client.ts'
import { transientFault } from '../../src/db/transient-fault.ts'
import { withRetries } from '../../src/db/with-retries.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type FaultyProxy, faultyProxy } from '../support/proxy.ts'

let database: TestDatabase
let proxy: FaultyProxy
const opened: Db[] = []

before(async () => {
  database = await testDatabase()
  proxy = await faultyProxy(database.url)
})

after(async () => {
  await Promise.all(opened.map((db) => db.close()))
  await proxy.close()
  await database.close()
})

const limits = { lockMs: 200, answerMs: 400, idleMs: 300, connectMs: 2_000, turnMs: 300 }

function open(url: string, connections = 4): Db {
  const db = openDb(url, { timeouts: limits, connections })
  opened.push(db)
  return db
}

const passes = (kind: string) => (error: unknown) => transientFault(error) === kind

describe('an answer that is lost', () => {
  it('ends the wait of a query, and the next one has another connection', async () => {
    const { pool } = open(proxy.through(database.url))
    const sent = proxy.dropAnswersTo('SELECT 11')
    const lost = pool.query('SELECT 11')
    await assert.rejects(lost, passes('away'))
    await sent
    assert.deepEqual((await pool.query('SELECT 12 AS is')).rows, [{ is: 12 }])
  })

  it('ends a transaction, whose locks then are free for the one that tries again', async () => {
    const db = open(proxy.through(database.url))
    await db.pool.query('CREATE TABLE counted (n int)')
    await db.pool.query('INSERT INTO counted VALUES (0)')
    const sent = proxy.dropAnswersTo('n = n + 1')
    let tries = 0
    await withRetries(() => {
      tries += 1
      return transaction(db.pool, async (sql) => {
        await sql.query('UPDATE counted SET n = n + 1')
      })
    }, 20_000)
    await sent
    assert.ok(tries > 1)
    assert.deepEqual((await db.pool.query('SELECT n FROM counted')).rows, [{ n: 1 }])
  })

  it('fails what Prisma asks for in the same way', async () => {
    const { prisma } = open(proxy.through(database.url))
    await prisma.study.findMany()
    const sent = proxy.dropAnswersTo('FROM "public"."dataset"')
    await assert.rejects(prisma.dataset.findMany(), passes('away'))
    await sent
    assert.deepEqual(await prisma.dataset.findMany(), [])
  })
})

it('connections that are cut in silence are replaced', async () => {
  const { pool } = open(proxy.through(database.url))
  await Promise.all([1, 2, 3].map((n) => pool.query(`SELECT pg_sleep(0.05), ${n}`)))
  proxy.cut()
  await withRetries(() => pool.query('SELECT 1'), 20_000)
})

describe('a study that another process holds and does not let go', () => {
  it('keeps nobody for long, and leaves connections for others', async () => {
    const db = open(database.url)
    const stopped = await database.db.pool.connect()
    await stopped.query('BEGIN')
    await stopped.query("SELECT pg_advisory_xact_lock(hashtextextended('frozen', 7))")
    const lock = () =>
      studyTransaction(db, 'frozen', async (sql) => {
        await sql.query("SELECT pg_advisory_xact_lock(hashtextextended('frozen', 7))")
      })
    const all = Promise.allSettled(Array.from({ length: 12 }, lock))
    assert.equal((await db.pool.query('SELECT 1')).rowCount, 1)
    assert.ok(db.pool.totalCount <= 2)
    for (const settled of await all) {
      assert.equal(settled.status, 'rejected')
      assert.equal(transientFault((settled as PromiseRejectedResult).reason), 'busy')
    }
    await stopped.query('ROLLBACK')
    stopped.release()
    await lock()
  })

  it('is let go of when its holder says nothing for a while', async () => {
    const stopped = open(database.url)
    const client = await stopped.pool.connect()
    await client.query('BEGIN')
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('silent', 7))")
    const other = open(database.url)
    await withRetries(
      () => other.pool.query("SELECT pg_advisory_xact_lock(hashtextextended('silent', 7))"),
      20_000,
    )
    await assert.rejects(client.query('SELECT 1'), passes('away'))
    client.release(true)
  })
})
