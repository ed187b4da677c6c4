/** A process that is stopped or cut off while it holds a study's locks stops nobody for long, and nothing else at all. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { type TestApi, testApi } from '../support/api.ts'
import { createExternal } from '../support/external-study.ts'

let api: TestApi
let stopped: pg.Client
let frozen: string
let other: string

before(async () => {
  api = await testApi({ database: { timeouts: { lockMs: 300, mutexMs: 500 } } })
  frozen = await createExternal(api)
  other = await createExternal(api, { name: 'other' })
  stopped = new pg.Client({ connectionString: api.databaseUrl })
  await stopped.connect()
  await stopped.query('BEGIN')
  await stopped.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [frozen])
  await stopped.query('SELECT 1 FROM study WHERE id = $1 FOR UPDATE', [frozen])
})

after(async () => {
  await stopped.end()
  await api.close()
})

describe('while a study is frozen', () => {
  it('calls that change it are told to come again, and all others are answered', async () => {
    const ask = { clientId: 'client' }
    const waiting = Promise.all([
      ...Array.from({ length: 12 }, () => api.call('POST', `/v1/studies/${frozen}/pause`)),
      api.call('POST', `/v1/studies/${frozen}/trials/suggest`, ask),
      api.call('PATCH', `/v1/studies/${frozen}`, { name: 'thawed' }),
      api.call('DELETE', `/v1/studies/${frozen}`),
    ])
    const reads = await Promise.all([
      api.call('GET', '/v1/studies'),
      api.call('GET', `/v1/studies/${frozen}`),
      api.call('GET', `/v1/studies/${frozen}/leaderboard`),
      api.call('POST', `/v1/studies/${other}/pause`),
      api.call('POST', '/v1/studies', {
        name: 'third',
        objective: { metric: 'value', direction: 'minimize' },
        space: { x: { $float: { low: 0, high: 1 } } },
      }),
    ])
    assert.deepEqual(
      reads.map(({ status }) => status),
      [200, 200, 200, 200, 201],
    )
    for (const { status, headers, body } of await waiting) {
      assert.equal(status, 503)
      assert.equal(body.type, 'urn:sweepd:problem:busy')
      assert.ok(Number(headers['retry-after']) > 0)
    }
  })

  it('nothing of what was refused was done', async () => {
    await stopped.query('ROLLBACK')
    const { body } = await api.call('GET', `/v1/studies/${frozen}`)
    assert.deepEqual([body.name, body.state], ['external', 'running'])
    const paused = await api.call('POST', `/v1/studies/${frozen}/pause`)
    assert.deepEqual([paused.status, paused.body.state], [200, 'paused'])
  })
})
