/** Queues whose store is cut off in silence are back as soon as a new connection gets through. */
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { transientFault } from '../src/db/transient-fault.ts'
import { openQueues, SearchJob } from '../src/queue.ts'
import { backends, until } from './e2e/service.ts'
import { testDatabase } from './support/database.ts'
import { faultyProxy } from './support/proxy.ts'

/** Just longer than BullMQ waits for a job at a stretch. */
const silenceMs = 6_000

describe('a queue that is cut off', { concurrency: true }, () => {
  for (const backend of backends) {
    test(`over ${backend.name} is used again, and jobs come through`, async (t) => {
      const { queues, proxy } = await cutOff(t, backend)
      const looked: string[] = []
      const look = async ({ studyId }: SearchJob) => void looked.push(studyId)
      queues.consume('search', SearchJob, look, { concurrency: 1, lockMs: 1_000 }).start()
      await queues.addSearch('before')
      await until(async () => looked.includes('before'), 'a job before')
      proxy.cut()
      await until(() => queues.isUp().catch(() => false), 'the queue answers')
      await until(async () => {
        await queues.addSearch('after')
        return looked.includes('after')
      }, 'a job after')
      assert.ok(looked.length >= 2)
    })
  }

  test('over postgres within its first job is used again: it has not listened for one yet', async (t) => {
    const { queues, proxy } = await cutOff(t, backends.find(({ name }) => name === 'postgres')!)
    const looked: string[] = []
    const look = async ({ studyId }: SearchJob) => {
      looked.push(studyId)
      if (studyId === 'first') proxy.cut()
    }
    const consumer = queues.consume('search', SearchJob, look, { concurrency: 1, lockMs: 1_000 })
    await consumer.ready()
    await queues.addSearch('first')
    consumer.start()
    await until(async () => looked.includes('first'), 'a first job')
    await until(() => queues.isUp().catch(() => false), 'the queue answers')
    await delay(silenceMs) // until it has begun to wait, on the connection that it has had from the start
    await until(async () => {
      await queues.addSearch('after')
      return looked.includes('after')
    }, 'a job after')
  })
})

/** Queues whose connections all pass a proxy. */
async function cutOff(t: TestContext, backend: (typeof backends)[number]) {
  const started = await backend.start()
  const database = started.url === undefined ? await testDatabase() : null
  const url = started.url ?? database!.url
  const proxy = await faultyProxy(url)
  const queues = await openQueues(proxy.through(url), { onError: () => {}, silenceMs })
  t.after(async () => {
    await queues.close()
    await proxy.close()
    await started.stop()
    await database?.close()
  })
  return { queues, proxy }
}

test('sessions that PostgreSQL ends while queues are opened fail the opening, not the process', async (t) => {
  const database = await testDatabase()
  t.after(() => database.close())
  await (await openQueues(database.url, { onError: () => {} })).close()
  // an error that nobody listens to would end the process, and with it this test
  for (let round = 0; round < 20; round++) {
    let isSettled = false
    const opening = openQueues(database.url, { onError: () => {} })
    const settled = opening.then(
      (queues) => queues.close(),
      (error) => assert.equal(transientFault(error), 'away', String(error)),
    )
    void settled.finally(() => {
      isSettled = true
    })
    while (!isSettled) {
      await database.db.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
      )
    }
    await settled
  }
})
