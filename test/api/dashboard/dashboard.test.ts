import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { anotherApi, type TestApi, testApi } from '../../support/api.ts'

const page = '<!doctype html><title>Sweepd</title>'
const script = `console.log(${JSON.stringify('x'.repeat(2000))})`
const apiKey = 'a-key-that-is-long-enough'
const html = { accept: 'text/html,application/xhtml+xml' }

let folder: string
let api: TestApi
let locked: TestApi
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-dashboard-'))
  fs.mkdirSync(path.join(folder, 'assets'))
  fs.writeFileSync(path.join(folder, 'index.html'), page)
  fs.writeFileSync(path.join(folder, 'favicon.svg'), '<svg/>')
  const file = path.join(folder, 'assets', 'index-abc.js')
  fs.writeFileSync(file, script)
  fs.writeFileSync(`${file}.br`, brotliCompressSync(script))
  fs.writeFileSync(`${file}.gz`, gzipSync(script))
  api = await testApi({ dashboard: folder })
  locked = await anotherApi(api, { dashboard: folder, apiKey })
})
after(async () => {
  await locked.close()
  await api.close()
  fs.rmSync(folder, { recursive: true })
})

describe('the dashboard', () => {
  it('is the same page at each of its addresses, asked for anew each time', async () => {
    for (const at of [
      '/',
      '/?tag=a',
      '/studies/new',
      '/studies/x/trials/3',
      '/compare',
      '/datasets/',
    ]) {
      const { status, headers, body } = await api.call('GET', at)
      assert.equal(status, 200, at)
      assert.equal(body, page)
      assert.match(String(headers['content-type']), /^text\/html/)
      assert.equal(headers['cache-control'], 'no-cache')
      const again = await api.call('GET', at, undefined, { 'if-none-match': String(headers.etag) })
      assert.equal(again.status, 304)
      assert.equal(again.body, '')
    }
  })

  it('has scripts that are kept for a year, compressed as the browser likes', async () => {
    for (const [accepted, sent] of [
      ['gzip, br', 'br'],
      ['gzip', 'gzip'],
      ['identity', undefined],
    ] as const) {
      const at = '/assets/index-abc.js'
      const { status, headers } = await api.call('GET', at, undefined, {
        'accept-encoding': accepted,
      })
      assert.equal(status, 200)
      assert.equal(headers['content-encoding'], sent)
      assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
      assert.match(String(headers['content-type']), /javascript/)
    }
  })

  it('answers a mistyped address with its page where one is wanted, else with a problem', async () => {
    const shown = await api.call('GET', '/study/x', undefined, html)
    assert.deepEqual([shown.status, shown.body], [404, page])
    for (const [at, headers] of [
      ['/study/x', {}],
      ['/v1/nothing', html],
      ['/docs/nothing', html],
      ['/assets/gone.js', {}],
    ] as const) {
      const { status, body } = await api.call('GET', at, undefined, headers)
      assert.equal(status, 404, at)
      assert.equal(body.type, 'urn:sweepd:problem:no-such-path')
    }
  })

  it('hands out its folder’s files alone', async () => {
    for (const at of [
      '/assets/../index.html',
      '/assets/%2e%2e/index.html',
      '/assets/..%2f..%2fx',
    ]) {
      const { status } = await api.call('GET', at)
      assert.ok(status === 404 || status === 403 || status === 400, `${at}: ${status}`)
    }
  })

  it('needs no key, while data does', async () => {
    for (const at of ['/', '/studies/x', '/assets/index-abc.js', '/favicon.svg']) {
      assert.equal((await locked.call('GET', at)).status, 200, at)
    }
    assert.equal((await locked.call('GET', '/study/x', undefined, html)).status, 404)
    for (const [at, headers] of [
      ['/v1/studies', {}],
      ['/v1/studies', html],
      ['/v1/nothing', html],
      ['/study/x', {}],
    ] as const) {
      assert.equal((await locked.call('GET', at, undefined, headers)).status, 401, at)
    }
  })

  it('says what to do where it is not built', async () => {
    const other = await anotherApi(api, { dashboard: path.join(folder, 'nothing-here') })
    for (const at of ['/', '/studies/x', '/assets/index-abc.js']) {
      const { status, body } = await other.call('GET', at)
      assert.equal(status, 404)
      assert.match(body.detail, /npm run setup/)
    }
    await other.close()
  })
})
