import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type RunningApi, startApi } from '../../src/api/server.ts'
import { loadConfig } from '../../src/config.ts'
import { removeWorker, writeHeartbeat } from '../../src/db/tables/workers.ts'
import { createLogger } from '../../src/log.ts'
import { type RecordedQueues, recordedQueues, testApi } from '../support/api.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const apiKey = 'a-key-that-is-long-enough'
const log = createLogger('silent', 'test')
const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-cache-'))

let database: TestDatabase
let queues: RecordedQueues
let server: RunningApi
before(async () => {
  database = await testDatabase()
  queues = recordedQueues()
  server = await startApi(config({ SWEEPD_API_KEY: apiKey }), { db: database.db, queues, log })
  await server.prepared
})
after(async () => {
  await server.close()
  await database.close()
  fs.rmSync(cache, { recursive: true })
})

const config = (env: Record<string, string>) =>
  loadConfig({ SWEEPD_PORT: '0', SWEEPD_CACHE_DIR: cache, SWEEPD_DATA_DIR: cache, ...env })
const get = (at: string, headers: Record<string, string> = {}) =>
  fetch(server.url + at, { headers })

describe('startApi', () => {
  it('refuses an address that others reach without a key, and names the variable', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5']) {
      await assert.rejects(
        startApi(config({ SWEEPD_HOST: host }), { db: database.db, queues, log }),
        /SWEEPD_API_KEY/,
      )
    }
  })

  it('rejects when its port is taken, and lets go of what it had opened', async () => {
    const port = new URL(server.url).port
    const taken = startApi(config({ SWEEPD_PORT: port }), { db: database.db, queues, log })
    await assert.rejects(taken, { code: 'EADDRINUSE' })
  })

  it('brings the built-in datasets', async () => {
    const answer = await get('/v1/datasets/mnist', { authorization: `Bearer ${apiKey}` })
    assert.equal(((await answer.json()) as { rows: number }).rows, 10_000)
  })
})

describe('with an API key', () => {
  it('answers 401 without it, with another one, and on paths that are not there', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: apiKey }]) {
      for (const at of ['/v1/studies', '/nothing', '/docs/../v1/studies', '/docsx']) {
        const answer = await get(at, headers)
        assert.equal(answer.status, 401)
        assert.equal(answer.headers.get('www-authenticate'), 'Bearer')
        const body = (await answer.json()) as { type: string }
        assert.equal(body.type, 'urn:sweepd:problem:unauthorized')
      }
    }
  })

  it('answers with it', async () => {
    const answer = await get('/v1/studies', { authorization: `Bearer ${apiKey}` })
    assert.equal(answer.status, 200)
  })

  it('shows the reference to all, without data', async () => {
    for (const at of ['/docs', '/docs/', '/docs/json', '/docs/static/swagger-ui.css']) {
      assert.equal((await get(at)).status, 200, at)
    }
    const document = (await (await get('/openapi.json')).json()) as { security: object[] }
    assert.deepEqual(document.security, [{ key: [] }])
  })

  it('leaves health and readiness open', async () => {
    assert.equal((await get('/healthz')).status, 200)
    assert.equal((await get('/readyz')).status, 503)
  })
})

describe('/readyz', () => {
  const worker = {
    id: 'w',
    host: 'here',
    pid: 1,
    trainers: 2,
    backend: 'tensorflow',
    device: 'cpu',
    library: '2',
    advice: null,
    hardware: 'a processor',
    startedAt: new Date(),
  }
  const ready = async () => {
    const answer = await get('/readyz')
    const { missing } = (await answer.json()) as { missing: string[] }
    return { status: answer.status, missing }
  }

  it('is 200 while a worker lives, and 503 naming what is missing', async () => {
    assert.deepEqual(await ready(), { status: 503, missing: ['worker'] })
    await writeHeartbeat(database.db.pool, worker, { isDraining: false, trouble: null })
    assert.deepEqual(await ready(), { status: 200, missing: [] })
    await writeHeartbeat(database.db.pool, worker, { isDraining: true, trouble: null })
    assert.deepEqual(await ready(), { status: 503, missing: ['worker'] })
    await removeWorker(database.db, worker.id)
    queues.isUp = () => new Promise(() => {})
    assert.deepEqual(await ready(), { status: 503, missing: ['queue', 'worker'] })
  })

  it('is not given before the built-in datasets are there', async () => {
    const api = await testApi({ isPrepared: () => false })
    const { status, body } = await api.call('GET', '/readyz')
    assert.deepEqual([status, body.missing], [503, ['worker', 'datasets']])
    await api.close()
  })

  it('/v1/workers shows the live ones', async () => {
    const api = await testApi()
    await writeHeartbeat(api.db.pool, worker, { isDraining: false, trouble: null })
    await writeHeartbeat(
      api.db.pool,
      { ...worker, id: 'dead' },
      { isDraining: false, trouble: null },
    )
    await api.db.pool.query(
      `UPDATE worker SET heartbeat_at = now() - interval '1 minute' WHERE id = 'dead'`,
    )
    const { items } = (await api.call('GET', '/v1/workers')).body
    assert.equal(items.length, 1)
    assert.equal(items[0].id, 'w')
    assert.ok(items[0].heartbeatAgeMs >= 0 && items[0].heartbeatAgeMs < 15_000)
    await api.close()
  })
})
