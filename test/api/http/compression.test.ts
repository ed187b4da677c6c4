import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'

let api: TestApi
let id: string
before(async () => {
  api = await testApi()
  id = await createExternal(api, { budget: { trials: 5 } })
})
after(() => api.close())

const get = (url: string, headers: Record<string, string>) =>
  api.app.inject({ method: 'GET', url, headers })

describe('answers', () => {
  it('are compressed where they are long and the client accepts it', async () => {
    const plain = await get('/v1/layers', {})
    assert.equal(plain.headers['content-encoding'], undefined)
    for (const [encoding, decode] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const answer = await get('/v1/layers', { 'accept-encoding': encoding })
      assert.equal(answer.headers['content-encoding'], encoding)
      assert.match(String(answer.headers.vary), /accept-encoding/i)
      assert.equal(String(decode(answer.rawPayload)), plain.body)
    }
  })

  it('are sent as they are where they are short', async () => {
    const { headers } = await get('/healthz', { 'accept-encoding': 'br' })
    assert.equal(headers['content-encoding'], undefined)
  })

  it('keep their entity tag: weak where they are compressed, and still answered with 304', async () => {
    const at = `/v1/studies/${id}/leaderboard`
    const plain = await get(at, {})
    const tag = String(plain.headers.etag)
    for (const accepted of ['br', 'identity']) {
      for (const known of [tag, `W/${tag}`]) {
        const headers = { 'accept-encoding': accepted, 'if-none-match': known }
        const { statusCode, headers: sent } = await get(at, headers)
        assert.equal(statusCode, 304)
        assert.equal(sent['content-encoding'], undefined)
      }
    }
  })

  it('to HEAD have no body', async () => {
    const headers = { 'accept-encoding': 'br' }
    const { statusCode, body } = await api.app.inject({
      method: 'HEAD',
      url: '/v1/layers',
      headers,
    })
    assert.deepEqual([statusCode, body], [200, ''])
  })
})
