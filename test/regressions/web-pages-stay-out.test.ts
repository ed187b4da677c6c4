/** A web page created, cancelled and uploaded on a keyless service, and read it by DNS rebinding. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { assertKeyOrLoopback } from '../../src/api/security/auth.ts'
import { browserRules } from '../../src/api/security/browser-guard.ts'
import { startApi } from '../../src/api/server.ts'
import { loadConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { anotherApi, recordedQueues, type TestApi, testApi } from '../support/api.ts'
import { createExternal } from '../support/external-study.ts'

type Headers = Record<string, string>

let api: TestApi
let study: string
before(async () => {
  api = await testApi()
  study = await createExternal(api)
})
after(() => api.close())

const apiKey = 'a-key-that-is-long-enough'
const boundary = 'b'
const multipart = { 'content-type': `multipart/form-data; boundary=${boundary}` }
const form = [
  `--${boundary}`,
  'content-disposition: form-data; name="file"; filename="x"',
  '',
  'a,b',
  `--${boundary}--`,
  '',
].join('\r\n')

/** Everything that a page can send without asking first, and what it would read. */
const requests: ['GET' | 'POST' | 'DELETE', string, string | undefined, Headers][] = [
  ['GET', '/v1/studies', undefined, {}],
  ['GET', `/v1/studies/STUDY/events`, undefined, {}],
  ['GET', '/healthz', undefined, {}],
  ['GET', '/openapi.json', undefined, {}],
  ['POST', '/v1/studies', '{"name": "x"}', { 'content-type': 'application/json' }],
  ['POST', '/v1/studies/STUDY/cancel', undefined, {}],
  ['POST', '/v1/datasets', form, multipart],
  ['DELETE', '/v1/studies/STUDY', undefined, {}],
  ['GET', '/nothing', undefined, {}],
]

async function refused(type: string, headers: Headers, on: TestApi = api): Promise<void> {
  for (const [method, at, body, own] of requests) {
    const url = at.replace('STUDY', study)
    const answer = await on.call(method, url, body, { ...own, ...headers })
    const what = `${method} ${url} ${JSON.stringify(headers)}`
    assert.equal(answer.status, 403, what)
    assert.equal(answer.body.type, `urn:sweepd:problem:${type}`, what)
    assert.match(answer.body.detail, /SWEEPD_ALLOWED_(HOSTS|ORIGINS)/)
  }
  assert.equal((await api.call('GET', `/v1/studies/${study}`)).body.state, 'running')
}

const listStudies = async (headers: Headers, on: TestApi = api) =>
  (await on.call('GET', '/v1/studies', undefined, headers)).status

describe('a request under a foreign name', () => {
  it('is refused, whatever it asks: by DNS rebinding the name is the page’s', async () => {
    const names = ['evil.example:3000', '127.evil.example', 'localhost.evil.example', '10.0.0.1']
    for (const host of [...names, 'localhost@evil.example']) {
      await refused('host-not-allowed', { host, 'sec-fetch-site': 'same-origin' })
    }
  })

  it('is answered under this machine’s own names, with any port', async () => {
    for (const host of ['localhost', 'localhost:3999', '127.0.0.1:3000', '[::1]:3000']) {
      assert.equal(await listStudies({ host }), 200, host)
    }
  })

  it('is answered under the bound address and the names in SWEEPD_ALLOWED_HOSTS', async () => {
    const config = loadConfig({
      SWEEPD_HOST: 'box.lan',
      SWEEPD_ALLOWED_HOSTS: 'a.example, [fd00::1]',
    })
    const other = await anotherApi(api, { browserRules: browserRules(config) })
    for (const host of ['box.lan:3000', 'A.example:443', '[fd00::1]:80', 'localhost']) {
      assert.equal(await listStudies({ host }, other), 200, host)
    }
    assert.equal(await listStudies({ host: 'b.a.example' }, other), 403)
    await other.close()
  })
})

describe('a request of a foreign page', () => {
  it('is refused by its Origin, also that of another port and that of a sandbox', async () => {
    const origins = ['https://evil.example', 'null', 'http://localhost:5173', 'http://127.0.0.1:80']
    for (const origin of origins) await refused('cross-site', { host: 'localhost:3000', origin })
  })

  it('is refused by Sec-Fetch-Site where there is no Origin', async () => {
    for (const site of ['cross-site', 'same-site']) {
      await refused('cross-site', { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })
    }
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    await refused('cross-site', { ...link, 'sec-fetch-dest': 'document' })
  })

  it('may be a link to the page of the API, but not a frame around it', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    const docs = async (dest: string) =>
      (await api.call('GET', '/docs/', undefined, { ...link, 'sec-fetch-dest': dest })).status
    assert.equal(await docs('document'), 200)
    assert.equal(await docs('iframe'), 403)
  })

  it('may be a link to a page of the dashboard, and to nothing else', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    const status = async (at: string) =>
      (await api.call('GET', at, undefined, { ...link, 'sec-fetch-dest': 'document' })).status
    for (const at of ['/', '/?state=running', '/studies/x?tab=trials', '/compare?studies=a,b']) {
      assert.notEqual(await status(at), 403, at)
    }
    for (const at of ['/v1/studies', '/assets/index.js', '/openapi.json']) {
      assert.equal(await status(at), 403, at)
    }
  })

  it('is answered to our own page, also behind a proxy that speaks TLS', async () => {
    const own = { host: 'localhost:3000', origin: 'http://localhost:3000' }
    assert.equal(await listStudies({ ...own, 'sec-fetch-site': 'same-origin' }), 200)
    assert.equal(await listStudies({ host: 'localhost', origin: 'https://localhost' }), 200)
    assert.equal(await listStudies({ 'sec-fetch-site': 'none' }), 200)
  })

  it('is answered with what CORS asks for where the origin is in SWEEPD_ALLOWED_ORIGINS', async () => {
    const origin = 'https://board.example'
    const config = loadConfig({ SWEEPD_ALLOWED_ORIGINS: origin, SWEEPD_API_KEY: apiKey })
    const other = await anotherApi(api, { apiKey, browserRules: browserRules(config) })
    const asked = { origin, 'sec-fetch-site': 'cross-site' }
    const preflight = await other.app.inject({
      method: 'OPTIONS',
      url: '/v1/studies',
      headers: { ...asked, 'access-control-request-method': 'DELETE' },
    })
    assert.equal(preflight.statusCode, 204)
    assert.equal(preflight.headers['access-control-allow-origin'], origin)
    assert.match(String(preflight.headers['access-control-allow-methods']), /DELETE/)
    assert.equal(await listStudies({ ...asked, authorization: `Bearer ${apiKey}` }, other), 200)
    assert.equal(await listStudies(asked, other), 401)
    await refused('cross-site', { origin: 'https://board.example.evil' }, other)
    const nowhere = await other.call('GET', '/nothing', undefined, {
      authorization: `Bearer ${apiKey}`,
    })
    assert.equal(nowhere.status, 404)
    await other.close()
  })
})

describe('with an API key', () => {
  it('any Host will do, unless hosts are listed', async () => {
    for (const [hosts, status] of [
      ['', 200],
      ['sweepd.example', 403],
    ] as const) {
      const config = loadConfig({ SWEEPD_API_KEY: apiKey, SWEEPD_ALLOWED_HOSTS: hosts })
      const other = await anotherApi(api, { apiKey, browserRules: browserRules(config) })
      const authorization = `Bearer ${apiKey}`
      assert.equal(await listStudies({ host: 'proxy.example', authorization }, other), status)
      await other.close()
    }
  })
})

describe('a service on loopback', () => {
  it('answers programs over the wire and refuses rebound names', async () => {
    const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-cache-'))
    const config = loadConfig({ SWEEPD_PORT: '0', SWEEPD_CACHE_DIR: cache })
    const tools = { db: api.db, queues: recordedQueues(), log: createLogger('silent', 'test') }
    const server = await startApi(config, tools)
    const get = (options: http.RequestOptions) =>
      new Promise<{ status?: number; body: string }>((resolve, reject) => {
        const request = http.get(`${server.url}/v1/studies`, options, async (answer) => {
          resolve({ status: answer.statusCode!, body: await text(answer) })
        })
        request.once('error', reject)
      })
    assert.equal((await fetch(`${server.url}/v1/studies`)).status, 200)
    assert.equal((await get({})).status, 200)
    const rebound = await get({ headers: { host: 'evil.example' } })
    assert.equal(rebound.status, 403, rebound.body)
    const nameless = await get({ setHost: false })
    assert.equal(nameless.status, 403, nameless.body)
    assert.match(nameless.body, /has no Host header/)
    await server.close()
    fs.rmSync(cache, { recursive: true })
  })

  it('does not take a name that begins with 127 for loopback', () => {
    assert.throws(() => assertKeyOrLoopback('127.evil.example', null), /SWEEPD_API_KEY/)
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost'])
      assertKeyOrLoopback(host, null)
  })
})

describe('SWEEPD_ALLOWED_HOSTS and SWEEPD_ALLOWED_ORIGINS', () => {
  it('say what they accept', () => {
    for (const hosts of ['https://a.example', 'a.example:80', '*']) {
      assert.throws(
        () => loadConfig({ SWEEPD_ALLOWED_HOSTS: hosts }),
        /SWEEPD_ALLOWED_HOSTS: must be host names/,
      )
    }
    for (const origins of ['a.example', 'https://a.example/', '*', 'null']) {
      assert.throws(() => loadConfig({ SWEEPD_ALLOWED_ORIGINS: origins }), /origins such as/)
    }
  })
})
