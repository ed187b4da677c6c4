import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { fastify } from 'fastify'
import { compressAnswers } from '../../../src/api/http/compression.ts'
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

describe('a compressed answer that breaks off', () => {
  /** Levels and messages of what is logged after `leave`; the answer of `/` has no end. */
  async function logged(leave: (request: http.ClientRequest, source: Readable) => void) {
    const lines: { level: number; msg: string }[] = []
    const app = fastify({
      logger: { level: 'debug', stream: { write: (line) => lines.push(JSON.parse(line)) } },
    })
    await compressAnswers(app)
    const source = new Readable({ read: () => {} })
    source.push('a line\n'.repeat(100_000))
    app.get('/', async (_, reply) => reply.type('text/csv').send(source))
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const request = http.get({ port, agent: false, headers: { 'accept-encoding': 'gzip' } })
    request.on('error', () => {})
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage]
    answer.on('error', () => {})
    await once(answer, 'readable')
    const ended = new Promise((resolve) => source.once('close', resolve))
    source.once('error', () => {})
    lines.length = 0
    leave(request, source)
    await ended
    await app.close()
    return lines.filter(({ msg }) => msg === 'client went away' || msg === 'answer not compressed')
  }

  it('is no error of the service where the client went away', async () => {
    const lines = await logged((request) => request.destroy())
    assert.deepEqual(
      lines.map(({ level, msg }) => [level, msg]),
      [[20, 'client went away']],
    )
  })

  it('is one where its source failed', async () => {
    const lines = await logged((_, source) => source.destroy(new Error('no disk')))
    assert.deepEqual(
      lines.map(({ level, msg }) => [level, msg]),
      [[50, 'answer not compressed']],
    )
  })
})
