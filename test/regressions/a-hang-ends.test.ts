/**
 * What hangs does not hang for ever: a trainer that is stopped, an answer that is lost, a statement that is cancelled, a
 * worker that stores nothing.
 * Its trials are trained all the same.
 */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { until } from '../e2e/service.ts'
import { type Json, type TestApi, testApi } from '../support/api.ts'
import { type FaultyProxy, faultyProxy } from '../support/proxy.ts'
import { houses, housesSpec, housesStudy, uploadCsv } from '../support/upload.ts'
import { type TestWorker, testWorker } from '../support/worker.ts'

const limits = { lockMs: 500, answerMs: 1_500, idleMs: 1_000, connectMs: 2_000, turnMs: 1_000 }

let api: TestApi
let proxy: FaultyProxy
const workers: TestWorker[] = []

before(async () => {
  api = await testApi()
  proxy = await faultyProxy(api.databaseUrl)
  assert.equal((await uploadCsv(api, housesSpec, houses)).status, 201)
})

after(async () => {
  await Promise.all(workers.map((worker) => worker.close()))
  await proxy.close()
  await api.close()
})

async function start(url: string): Promise<TestWorker> {
  const worker = await testWorker(url, { limits, queueUrl: api.databaseUrl })
  workers.push(worker)
  return worker
}

async function search(epochs: number, study: object = {}): Promise<string> {
  const space = { ...housesStudy.space, epochs }
  const { status, body } = await api.call('POST', '/v1/studies', {
    ...housesStudy,
    space,
    ...study,
  })
  assert.equal(status, 201, JSON.stringify(body))
  return body.id
}

const studyOf = async (id: string): Promise<Json> =>
  (await api.call('GET', `/v1/studies/${id}`)).body

async function completes(id: string): Promise<void> {
  await until(async () => (await studyOf(id)).state === 'complete', `study ${id} completes`, 90_000)
  const { trials } = await studyOf(id)
  assert.deepEqual([trials.complete, trials.failed], [4, 0])
}

/** Of this process. */
function trainers(): number[] {
  const children = fs.readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
  return children
    .split(' ')
    .filter((pid) => pid !== '')
    .map(Number)
    .filter((pid) => fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('trainer-main'))
}

describe('a worker', () => {
  it('ends a trainer that is stopped, and trains its trials with another', async () => {
    await start(proxy.through(api.databaseUrl))
    const id = await search(1_000)
    await until(async () => (await studyOf(id)).trials.running > 0, 'a trial runs')
    const [stopped] = trainers()
    process.kill(stopped!, 'SIGSTOP')
    await completes(id)
    assert.ok(!trainers().includes(stopped!))
  })

  for (const statement of ['end trials', 'INSERT INTO epoch_metric', 'fencing = t.fencing + 1']) {
    it(`goes on when the answer to "${statement}" is lost`, async () => {
      const sent = proxy.dropAnswersTo(statement)
      const id = await search(500)
      await completes(id)
      await sent
    })
  }

  it('goes on when its statements are cancelled and its sessions ended', async () => {
    const id = await search(300)
    const { pool } = api.db
    let cancelled = 0
    await until(async () => {
      const { rowCount } = await pool.query(
        `SELECT CASE WHEN random() < 0.7 THEN pg_cancel_backend(pid) ELSE pg_terminate_backend(pid) END
         FROM pg_stat_activity WHERE state <> 'idle' AND application_name = 'sweepd' AND pid <> pg_backend_pid()`,
      )
      cancelled += rowCount ?? 0
      return cancelled >= 8 || (await studyOf(id)).state !== 'running'
    }, 'statements were cancelled')
    await completes(id)
    assert.ok(cancelled > 0)
  })

  it('that can store nothing loses its trials to another', async () => {
    let isBlocked = true
    void (async () => {
      while (isBlocked) await proxy.dropAnswersTo('INSERT INTO epoch_metric')
    })()
    const id = await search(20_000, { budget: { trials: 1 } })
    await until(async () => (await studyOf(id)).trials.running > 0, 'a trial runs')
    const other = await start(api.databaseUrl)
    await until(async () => {
      const { body } = await api.call('GET', `/v1/studies/${id}/trials/0`)
      return body.worker === other.id
    }, 'the other worker has the trial')
    await api.call('POST', `/v1/studies/${id}/cancel`)
    isBlocked = false
  })
})
