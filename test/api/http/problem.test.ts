import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Problem, problems } from '../../../src/errors.ts'
import { createLogger } from '../../../src/log.ts'
import { type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'

const logged: Record<string, unknown>[] = []

let api: TestApi
before(async () => {
  const log = createLogger('silent', 'test')
  log.level = 'error'
  // what would be written to the log is kept instead
  Object.assign(log, { error: (fields: Record<string, unknown>) => logged.push(fields) })
  log.child = () => log as never
  api = await testApi({ log, predictor: { predict: async () => Promise.reject(failure) } })
})
after(() => api.close())

let failure: Error

/** Makes a request fail with `error`: the predictor throws it. */
async function failWith(error: Error) {
  failure = error
  const id = await createExternal(api)
  await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'a' })
  await api.db.pool.query(`INSERT INTO blob (id, bytes, size) VALUES ($1, 'x', 1)`, [
    `model/${id}/0`,
  ])
  return api.call('POST', `/v1/studies/${id}/trials/0/predict`, { inputs: [{}] })
}

describe('a problem document', () => {
  it('has type, title, status, detail and the request’s id', async () => {
    const { status, headers, body } = await api.call('GET', '/v1/studies/nowhere')
    assert.equal(status, 404)
    assert.match(String(headers['content-type']), /^application\/problem\+json/)
    const { instance, ...rest } = body
    assert.match(instance, /^\/requests\/[0-9a-f-]{36}$/)
    assert.deepEqual(rest, {
      type: 'urn:sweepd:problem:study-not-found',
      title: 'No such study',
      status: 404,
      detail: 'No study nowhere.',
    })
  })

  it('escapes pointers as RFC 6901 says', async () => {
    const body = { space: {}, 'a/b~c': 1 }
    const answer = await api.call('POST', '/v1/spaces/preview', body)
    assert.deepEqual(answer.body.errors[0].pointer, '/a~1b~0c')
  })

  it('carries the faults of a problem that is thrown below', async () => {
    const faults = [{ pointer: '/inputs/0/age', detail: 'a number is expected' }]
    const { status, body } = await failWith(new Problem('invalid-inputs', 'No.', faults))
    assert.equal(status, 422)
    assert.deepEqual(body.errors, faults)
  })
})

describe('what HTTP itself refuses', () => {
  const json = { 'content-type': 'application/json' }
  it('has types of ours, too', async () => {
    const xml = { 'content-type': 'text/xml' }
    for (const [type, answer] of [
      ['no-such-path', await api.call('GET', '/v1/nothing')],
      ['method-not-allowed', await api.call('PUT', '/v1/studies', {})],
      ['invalid-request', await api.call('POST', '/v1/studies', '{"name"', json)],
      ['invalid-request', await api.call('GET', '/v1/studies/%ff')],
      ['too-large', await api.call('POST', '/v1/studies', 'x'.repeat(2 ** 21), json)],
      ['unsupported-media-type', await api.call('POST', '/v1/studies', '<a/>', xml)],
    ] as const) {
      const { status, title } = problems[type]
      assert.equal(answer.status, status)
      assert.equal(answer.body.type, `urn:sweepd:problem:${type}`)
      assert.equal(answer.body.title, title)
      assert.equal(answer.body.status, status)
      assert.match(answer.body.instance, /^\/requests\/[0-9a-f-]{36}$/)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
    }
  })

  it('names the methods that a path takes', async () => {
    const answer = await api.call('PUT', '/v1/studies/some-id')
    assert.equal(answer.status, 405)
    const allowed = String(answer.headers.allow).split(', ')
    for (const method of ['GET', 'PATCH', 'DELETE']) assert.ok(allowed.includes(method), method)
  })
})

describe('a slash at the end of a path', () => {
  it('makes no difference', async () => {
    for (const url of ['/v1/studies', '/v1/datasets', '/v1/workers', '/healthz', '/openapi.json']) {
      const [plain, slashed] = [await api.call('GET', url), await api.call('GET', `${url}/`)]
      assert.equal(slashed.status, 200, url)
      assert.deepEqual(Object.keys(slashed.body), Object.keys(plain.body))
    }
    const limit = (await api.call('GET', '/v1/studies/?limit=x')).body.errors[0]
    assert.equal(limit.pointer, '/query/limit')
    const nothing = (await api.call('GET', '/v1/studies/nothing/')).body
    assert.equal(nothing.type, 'urn:sweepd:problem:study-not-found')
    const put = await api.call('PUT', '/v1/studies/', {})
    assert.equal(put.status, 405)
    assert.match(String(put.headers.allow), /GET/)
    assert.equal((await api.call('GET', '/docs/')).status, 200)
    assert.equal((await api.call('GET', '/v1/nothing/')).status, 404)
  })
})

describe('what breaks inside', () => {
  it('is 500 without its words, which are in the log', async () => {
    logged.length = 0
    const { status, body } = await failWith(new Error('secret of the inside'))
    assert.equal(status, 500)
    assert.equal(body.type, 'urn:sweepd:problem:internal-error')
    assert.ok(!JSON.stringify(body).includes('secret'))
    assert.ok(logged.some(({ err }) => (err as Error).message === 'secret of the inside'))
  })

  it('is 503 while the database is away, also where that is the cause of the cause', async () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    for (const error of [
      refused,
      new Error('outer', { cause: new Error('inner', { cause: refused }) }),
      Object.assign(new Error('terminating connection'), { code: '57P01' }),
      new Error('Connection terminated unexpectedly'),
    ]) {
      assert.equal((await failWith(error)).status, 503)
    }
    const constraint = Object.assign(new Error('constraint'), { code: '23505' })
    assert.equal((await failWith(constraint)).status, 500)
  })
})
