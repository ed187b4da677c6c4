/** `?schema=` was not heard, a schema named like the user broke every start, raw characters waited in silence. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { listen } from '../../src/api/live/notifications.ts'
import { openBackends } from '../../src/cli/serve/open.ts'
import type { Running } from '../../src/cli/serve/serve.ts'
import { loadConfig } from '../../src/config.ts'
import type { Db } from '../../src/db/client.ts'
import { locate } from '../../src/db/server/locate.ts'
import { createLogger } from '../../src/log.ts'
import { type Queues, SearchJob } from '../../src/queue.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const log = createLogger('silent', 'test')
let server: TestDatabase
before(async () => {
  server = await testDatabase()
})
after(() => server.close())

/** A role with a database of its own, and the schemas in it; the URL as its user would write it. */
async function database(
  name: string,
  { password = 'secret', schemas = [], rights = '' }: Wanted = {},
): Promise<string> {
  await run(server.url, [
    `CREATE ROLE "${name}" LOGIN PASSWORD '${password}'`,
    `CREATE DATABASE "${name}"`,
    rights === '' ? `GRANT CREATE ON DATABASE "${name}" TO "${name}"` : rights,
  ])
  const admin = new URL(server.url)
  admin.pathname = `/${name}`
  const made = schemas.map((schema) => `CREATE SCHEMA "${schema}" AUTHORIZATION "${name}"`)
  await run(admin.href, made)
  return `postgres://${name}:${password}@${admin.host}/${name}`
}
interface Wanted {
  password?: string
  schemas?: string[]
  rights?: string
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

interface Opened {
  db: Db
  queues: Queues
  close(): Promise<void>
}

/** As `sweepd api` opens it. */
async function open(env: Record<string, string>): Promise<Opened> {
  const config = loadConfig(env)
  const closers: (() => Promise<void>)[] = []
  const running = {
    config,
    log,
    onClose: (_: string, close: () => Promise<void>) => closers.push(close),
  }
  const backends = await openBackends(running as unknown as Running, config.databaseUrl!)
  return {
    ...backends,
    close: async () => {
      for (const close of closers.toReversed()) await close()
    },
  }
}

/** Schema → how many tables are in it. */
async function tablesOf({ db }: Opened): Promise<Record<string, number>> {
  const { rows } = await db.pool.query<{ schemaname: string; count: number }>(
    `SELECT schemaname, count(*)::int FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') GROUP BY 1`,
  )
  return Object.fromEntries(rows.map(({ schemaname, count }) => [schemaname, count]))
}

/** By Prisma, by SQL and by triggers. */
async function works({ db }: Opened, id: string): Promise<void> {
  await db.pool.query(
    `INSERT INTO study (id, name, spec, direction, seed) VALUES ($1, $1, '{}', 'minimize', 1)`,
    [id],
  )
  assert.equal(await db.prisma.study.count({ where: { id } }), 1)
  const events = await db.pool.query('SELECT FROM event WHERE study_id = $1', [id])
  assert.equal(events.rowCount, 1)
}

describe('everything is in the schema', () => {
  it('that ?schema= names, which is made where it is not there', async () => {
    const url = await database('team', { schemas: ['hers'] })
    for (const schema of ['hers', 'his', "A “name”, with \\ and '"]) {
      const named = `${url}?schema=${encodeURIComponent(schema)}&connection_limit=5&sslmode=disable`
      const opened = await open({ DATABASE_URL: named })
      const tables = await tablesOf(opened)
      assert.ok(tables[schema]! >= 9, JSON.stringify(tables))
      assert.equal(tables.public, undefined)
      await works(opened, 'a')
      await opened.close()
      await (await open({ DATABASE_URL: named })).close()
    }
  })

  it('that PostgreSQL looks in first: one named like the user, or that of the role', async () => {
    const url = await database('hpo', { schemas: ['hpo', 'own'] })
    const opened = await open({ DATABASE_URL: url })
    assert.deepEqual(Object.keys(await tablesOf(opened)).toSorted(), ['hpo', 'hpo_bullmq'])
    await works(opened, 'a')
    await opened.close()
    const option = encodeURIComponent('-c search_path=own')
    const other = await open({ DATABASE_URL: `${url}?options=${option}` })
    assert.ok((await tablesOf(other)).own)
    await works(other, 'a')
    await other.close()
  })

  it('that holds our tables already, although another one comes before it by now', async () => {
    const url = await database('late')
    await run(server.url, ['ALTER DATABASE "late" OWNER TO "late"'])
    const first = await open({ DATABASE_URL: url })
    await works(first, 'a')
    await first.db.pool.query('CREATE SCHEMA "late"')
    await first.close()
    const again = await open({ DATABASE_URL: url })
    assert.equal(await again.db.prisma.study.count(), 1)
    await again.close()
  })
})

describe('two services in one database', () => {
  it('hear only of their own studies and take only their own jobs', async () => {
    const url = await database('shared')
    const [one, two] = [
      await open({ DATABASE_URL: `${url}?schema=one` }),
      await open({ DATABASE_URL: `${url}?schema=two` }),
    ]
    const heard: string[] = []
    const ears = await Promise.all([one, two].map(({ db }) => listen(db.url, log)))
    for (const [index, name] of ['one', 'two'].entries()) {
      const follower = ears[index]!.follow('a')
      void follower.changed(60_000, new AbortController().signal).then(() => heard.push(name))
    }
    const taken = new Promise<string>((resolve) => {
      const options = { concurrency: 1, lockMs: 8_000 }
      two.queues.consume('search', SearchJob, async () => resolve('two'), options).start()
      one.queues
        .consume('search', SearchJob, async ({ studyId }) => resolve(studyId), options)
        .start()
    })
    await one.queues.addSearch('a')
    assert.equal(await taken, 'a')

    await works(one, 'a')
    const own = ears[0]!.follow('b')
    const [, , channels] = await Promise.all([
      works(one, 'b'),
      own.changed(60_000, new AbortController().signal),
      one.db.pool.query(
        `SELECT DISTINCT query FROM pg_stat_activity WHERE query LIKE 'LISTEN sweepd%'`,
      ),
    ])
    assert.equal(channels.rowCount, 2)
    assert.deepEqual(heard, ['one'])
    await Promise.all(ears.map((ear) => ear.close()))
    await Promise.all([one.close(), two.close()])
  })
})

describe('a password', () => {
  const rest = '@127.0.0.1:5432/db'

  it('may have raw characters where they can be read in one way only', async () => {
    for (const [index, password] of [
      'p@ss',
      '100%',
      'a%zz b',
      'p:w',
      "[x]'!$&*()+,;=|^`{}<>",
    ].entries()) {
      const name = `raw${index}`
      const url = await database(name, { password: password.replaceAll("'", "''") })
      const { databaseUrl } = loadConfig({ DATABASE_URL: url.replace("''", "'") })
      const found = await locate(databaseUrl!, {
        variable: 'DATABASE_URL',
        forMs: 0,
        onWait: assert.fail,
      })
      assert.match(found.url, /schema=public$/)
    }
  })

  it('with others is refused at once, with how to write them and without the password', () => {
    for (const password of [
      'sec#ret',
      'sec/ret',
      'sec?ret',
      's@sec/ret',
      '12/sec',
      'sec%ffret',
      'sec#',
    ]) {
      assert.throws(
        () => loadConfig({ DATABASE_URL: `postgres://hpo:${password}${rest}` }),
        (error: Error) =>
          /DATABASE_URL: .*%2[35F]/.test(error.message) && !error.message.includes('sec'),
        password,
      )
    }
    assert.throws(() => loadConfig({ QUEUE_URL: 'redis://:sec#ret@h' }), /QUEUE_URL: .*%23/)
    assert.throws(() => loadConfig({ DATABASE_URL: 'mysql://h/db' }), /postgres:\/\/… or/)
    assert.throws(() => loadConfig({ DATABASE_URL: 'postgres://h/db?schema=' }), /schema=/)
  })
})

describe('what is wrong with a database', () => {
  const refused = (url: string, words: RegExp) =>
    assert.rejects(open({ DATABASE_URL: url }), (error: Error) => {
      assert.match(error.message, words)
      assert.doesNotMatch(error.message, /wrong-secret/)
      return true
    })

  it('is said at once, with the name of the variable, and nothing is made', async () => {
    const url = await database('strict', { rights: 'SELECT' })
    await refused(
      url.replace(':secret@', ':wrong-secret@'),
      /^DATABASE_URL: strict@.*password.*%40/,
    )
    await refused(`${url}-not`, /^DATABASE_URL: .*does not exist.*Create the database/)
    await refused(url, /may not create schemas.*GRANT CREATE ON DATABASE/)
    await assert.rejects(
      open({ DATABASE_URL: server.url, QUEUE_URL: url.replace('secret', 'wrong') }),
      /^Error: QUEUE_URL: strict@/,
    )
    const option = encodeURIComponent('-c search_path=nowhere')
    await refused(
      `${url}?options=${option}`,
      /none of the schemas in the search path exists.*\?schema=/,
    )
  })

  it('that does not answer is told while it is waited for', async () => {
    const waits: string[] = []
    const onWait = (place: string, fault: string) => waits.push(`${place} ${fault}`)
    const options = { variable: 'QUEUE_URL', forMs: 0, onWait }
    const away = locate('postgres://hpo:wrong-secret@127.0.0.1:1/db', options)
    await assert.rejects(away, /^Error: QUEUE_URL: hpo@127\.0\.0\.1:1\/db did not answer/)
    assert.equal(waits.length, 1)
    assert.match(waits[0]!, /^hpo@127\.0\.0\.1:1\/db .*ECONNREFUSED/)
  })
})
