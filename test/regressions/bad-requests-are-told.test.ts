/** Requests that were answered with 500, with `about:blank`, or taken for something else. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startApi } from '../../src/api/server.ts'
import { loadConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { type Answer, type Json, recordedQueues, type TestApi, testApi } from '../support/api.ts'
import { completeTrials, createExternal } from '../support/external-study.ts'

let api: TestApi
let study: string
before(async () => {
  api = await testApi()
  study = await createExternal(api)
  await completeTrials(api, study, [3, 1, 2])
})
after(() => api.close())

const json = { 'content-type': 'application/json' }

/** @returns the faults */
function isRefused(
  answer: Answer,
  what: string,
  status = 400,
): { pointer: string; detail: string }[] {
  assert.equal(answer.status, status, `${what}: ${JSON.stringify(answer.body)}`)
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
  assert.match(answer.body.type, /^urn:sweepd:problem:/)
  return answer.body.errors
}

describe('a body that is no JSON', () => {
  const post = (body: string) =>
    api.call('POST', `/v1/studies/${study}/trials/0/predict`, body, json)

  for (const [body, pointer, words] of [
    [
      '{"inputs": [{"a": NaN, "b": 1}]}',
      '/inputs/0/a',
      /^line 1, column 19 \(offset 18\): NaN .*null/,
    ],
    [
      '{"inputs": [[1,\n-Infinity]]}',
      '/inputs/0/1',
      /^line 2, column 1 \(offset 16\): -Infinity .*null/,
    ],
    ['{"inputs": [Infinity]}', '/inputs/0', /column 13 .*write null for a missing number/],
    ['{"inputs": [{"a": None}]}', '/inputs/0/a', /None .*null/],
    ['{"inputs": [{"a": True}]}', '/inputs/0/a', /True .*true/],
    ["{'inputs': []}", '', /column 2 .*double quotes/],
    ['{"inputs": [1 2]}', '/inputs/0', /column 15 .*comma/],
    ['{"inputs": [1', '/inputs/0', /closing bracket, but reached the end of the text/],
    ['{"inputs": []} // all', '', /column 16 .*comments/],
    ['{"inputs": [.5]}', '/inputs/0', /column 13/],
    ['{"inputs": "a\nb"}', '/inputs', /line 1, column 12/],
    ['', '', /./],
  ] as const) {
    it(`is told where and what: ${JSON.stringify(body)}`, async () => {
      const [fault] = isRefused(await post(body), body)
      if (body === '') return
      assert.match(fault!.detail, words)
      assert.ok(fault!.pointer.startsWith(pointer), fault!.pointer)
    })
  }

  it('keeps prototypes safe, and has no depth that ends the process', async () => {
    for (const body of ['{"__proto__": {"a": 1}}', '{"constructor": {"prototype": {}}}']) {
      assert.match(isRefused(await post(body), body)[0]!.detail, /__proto__/)
    }
    for (const end of [']', '']) {
      const deep = '['.repeat(200_000) + end.repeat(200_000)
      assert.match(isRefused(await post(deep), 'deep')[0]!.detail, /nested|object/)
    }
  })
})

describe('a number in a query or a path', () => {
  it('is written as in JSON, or refused by name', async () => {
    const board = `/v1/studies/${study}/leaderboard`
    const wrong = [
      '0x10',
      '',
      '%201',
      '1_0',
      '0b1',
      'Infinity',
      'NaN',
      '1,5',
      '+1',
      '01',
      'true',
      '١',
    ]
    for (const text of wrong) {
      const [fault] = isRefused(await api.call('GET', `${board}?wait=${text}`), text)
      assert.equal(fault!.pointer, '/query/wait')
      const limit = await api.call('GET', `/v1/studies?limit=${text}`)
      assert.equal(isRefused(limit, text)[0]!.pointer, '/query/limit')
      if (text !== '') isRefused(await api.call('GET', `/v1/studies/${study}/trials/${text}`), text)
    }
    for (const query of ['limit=1&limit=2', 'limit=1.5', 'limit=1e9', 'wait=-1']) {
      isRefused(await api.call('GET', `${board}?${query}`), query)
    }
    isRefused(await api.call('GET', `/v1/studies/${study}/pareto?reference=0x1`), 'reference')
    isRefused(await api.call('GET', `/v1/studies/${study}/slice?objective=0x0`), 'objective')
    const events = await api.call('GET', `/v1/studies/${study}/events`, undefined, {
      'last-event-id': '0x1',
    })
    isRefused(events, 'last-event-id')
    for (const query of ['wait=0.5&since=0', 'limit=1e1', 'wait=0']) {
      assert.equal((await api.call('GET', `${board}?${query}`)).status, 200, query)
    }
  })
})

describe('a cursor', () => {
  const page = (after: string) =>
    api.call('GET', `/v1/studies/${study}/leaderboard?after=${encodeURIComponent(after)}`)
  const made = (cursor: unknown) => Buffer.from(JSON.stringify(cursor)).toString('base64url')

  it('that was not given out is refused, whatever is in it', async () => {
    const first = await api.call('GET', `/v1/studies/${study}/leaderboard?limit=1`)
    const given: string = first.body.next
    assert.equal((await page(given)).body.items[0].rank, 2)
    const numbers = [2 ** 31, -1, 1.5, '1', null, [], 1e300]
    const cursors = numbers.flatMap((n) => [made([1, '0', n]), made([n, '0', 1])])
    const values = ['', 'x', '0x1', 1, null, ['1']].map((value) => made([1, value, 1]))
    const texts = [
      `${given}\r\nx: y`,
      `${given}é`,
      `${given}\u0001`,
      `${given}==`,
      ' ',
      '"',
      'あ',
      'null',
    ]
    for (const after of [...cursors, ...values, ...texts, made({}), made(null), made([])]) {
      assert.equal(isRefused(await page(after), after)[0]!.pointer, '/query/after')
      for (const at of ['/v1/studies', '/v1/datasets', `/v1/studies/${study}/trials`]) {
        isRefused(await api.call('GET', `${at}?after=${encodeURIComponent(after)}`), after)
      }
    }
  })
})

describe('an id', () => {
  it('that is too long or no text is refused at its pointer', async () => {
    for (const [id, where] of [
      ['x'.repeat(201), '/v1/datasets/'],
      ['x'.repeat(5_000), '/v1/studies/'],
      ['a%00b', '/v1/studies/'],
    ] as const) {
      const [fault] = isRefused(await api.call('GET', where + id), id)
      assert.equal(fault!.pointer, '/params/id')
    }
    isRefused(await api.call('GET', '/v1/studies/%ff'), '%ff')
    isRefused(await api.call('GET', '/v1/studies/%c3%28/trials'), '%c3%28')
    isRefused(await api.call('GET', '/v1/studies/あ'), 'あ', 404)
  })
})

describe('a multipart body', () => {
  it('with a boundary that is none is refused', async () => {
    const types = [
      '',
      '; boundary=',
      `; boundary=${'b'.repeat(71)}`,
      `; boundary=${'b'.repeat(9_000)}`,
    ]
    for (const parameter of [
      ...types,
      '; boundary="',
      '; boundary=a b',
      '; boundary=a; boundary=b',
    ]) {
      const headers = { 'content-type': `multipart/form-data${parameter}` }
      const answer = await api.call('POST', '/v1/datasets', '--b\r\n\r\n', headers)
      assert.equal(isRefused(answer, parameter)[0]!.pointer, '/headers/content-type')
    }
  })

  it('that breaks off or has broken headers is refused', async () => {
    const part = 'content-disposition: form-data; name="file"; filename="x"'
    const bodies = [
      '',
      '--b',
      '--b\r\n',
      `--b\r\n${part}\r\n\r\na`,
      '--b\r\nx\r\n\r\na\r\n--b--\r\n',
    ]
    const huge = `--b\r\n${part}\r\nx: ${'y'.repeat(100_000)}\r\n\r\na\r\n--b--\r\n`
    for (const body of [
      ...bodies,
      huge,
      `--b\r\n${part.slice(0, -6)}\xff"\r\n\r\na\r\n--b--\r\n`,
    ]) {
      const headers = { 'content-type': 'multipart/form-data; boundary=b' }
      isRefused(await api.call('POST', '/v1/datasets', body, headers), body.slice(0, 60))
    }
  })

  it('is no study', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    isRefused(await api.call('POST', '/v1/studies', '--b--\r\n', headers), 'multipart', 400)
  })
})

describe('what is no HTTP', () => {
  it('is told as a problem document as well', async () => {
    const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-cache-'))
    const config = loadConfig({ SWEEPD_PORT: '0', SWEEPD_CACHE_DIR: cache })
    const tools = { db: api.db, queues: recordedQueues(), log: createLogger('silent', 'test') }
    const server = await startApi(config, tools)
    const { port } = new URL(server.url)
    const send = async (text: string): Promise<{ status: number; body: Json }> => {
      const socket = net.connect(Number(port), '127.0.0.1')
      socket.write(text)
      const chunks: Buffer[] = []
      for await (const chunk of socket) chunks.push(chunk as Buffer)
      const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n')
      assert.match(head, /content-type: application\/problem\+json/i)
      return { status: Number(head.split(' ')[1]), body: JSON.parse(body) }
    }
    for (const [text, status, type] of [
      ['rubbish\r\n\r\n', 400, 'invalid-request'],
      [`GET / HTTP/1.1\r\nhost: x\r\na: ${'b'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
      ['GET /v1/studies HTTP/1.1\r\nconnection: close\r\n\r\n', 403, 'host-not-allowed'],
    ] as const) {
      const answer = await send(text)
      assert.equal(answer.status, status)
      assert.equal(answer.body.status, status)
      assert.equal(answer.body.type, `urn:sweepd:problem:${type}`)
    }
    await server.close()
    fs.rmSync(cache, { recursive: true })
  })
})

describe('a body of another kind', () => {
  const post = (headers: Record<string, string>) =>
    api.call('POST', '/v1/studies', '{"dataset": "iris"}', headers)

  it('is told which header JSON needs', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/mixed']) {
      const [fault] = isRefused(await post({ 'content-type': type }), type, 415)
      assert.equal(fault!.pointer, '/headers/content-type')
      assert.match(fault!.detail, new RegExp(`"${type}".*Content-Type: application/json`))
    }
    const [fault] = isRefused(await post({}), 'none', 415)
    assert.match(fault!.detail, /no Content-Type.*Content-Type: application\/json/)
  })

  it('is not parsed as what it is not: a compressed one', async () => {
    for (const encoding of ['gzip', 'br', 'deflate']) {
      const [fault] = isRefused(
        await post({ ...json, 'content-encoding': encoding }),
        encoding,
        415,
      )
      assert.equal(fault!.pointer, '/headers/content-encoding')
    }
    assert.equal((await post({ ...json, 'content-encoding': 'identity' })).status, 422)
  })
})

describe('an upload’s parts', () => {
  const post = (parts: string[]) => {
    const body = parts.map((part) => `--b\r\ncontent-disposition: form-data${part}\r\n`).join('')
    return api.call('POST', '/v1/datasets', `${body}--b--\r\n`, {
      'content-type': 'multipart/form-data; boundary=b',
    })
  }

  it('have names, and are few', async () => {
    const [fault] = isRefused(await post(['\r\n\r\nvalue']), 'no name')
    assert.deepEqual(fault, {
      pointer: '',
      detail: 'a part has no name: send the parts spec and file',
    })
    const many = Array.from({ length: 50 }, (_, n) => `; name="f${n}"\r\n\r\nvalue`)
    assert.match(isRefused(await post(many), 'many', 413)[0]!.detail, /too many fields/)
  })
})

describe('a path that a route with a wildcard does not have', () => {
  it('is not found, rather than refused for a method that it takes', async () => {
    for (const path of ['..%2f..%2fpackage.json', 'none.css']) {
      const answer = await api.call('GET', `/docs/static/${path}`)
      assert.equal(answer.body.type, 'urn:sweepd:problem:no-such-path', path)
    }
    assert.equal((await api.call('PUT', '/docs/static/none.css')).status, 405)
  })
})
