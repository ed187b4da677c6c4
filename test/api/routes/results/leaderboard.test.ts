import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Json, type TestApi, testApi } from '../../../support/api.ts'
import { completeTrials, createExternal } from '../../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const read = (id: string, query = '', headers: Record<string, string> = {}) =>
  api.call('GET', `/v1/studies/${id}/leaderboard${query}`, undefined, headers)
const valuesOf = ({ body }: Json) => body.items.map(({ value }: Json) => value)

describe('the leaderboard', () => {
  it('ranks complete trials best first, in the direction of the objective', async () => {
    for (const [direction, ranked] of [
      ['minimize', [1, 2, 3]],
      ['maximize', [3, 2, 1]],
    ]) {
      const id = await createExternal(api, { objective: { metric: 'v', direction } })
      await completeTrials(api, id, [2, 3, 1])
      await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'still running' })
      const { status, body } = await read(id)
      assert.equal(status, 200)
      assert.equal(body.direction, direction)
      assert.deepEqual(valuesOf({ body }), ranked)
      assert.deepEqual(
        body.items.map(({ rank }: Json) => rank),
        [1, 2, 3],
      )
      assert.equal(body.next, null)
    }
  })

  it('breaks ties by number, so that pages never overlap', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [1, 0, 1, 1, 0])
    const numbers: number[] = []
    const ranks: number[] = []
    let query = '?limit=2'
    for (;;) {
      const { body } = await read(id, query)
      numbers.push(...body.items.map(({ number }: Json) => number))
      ranks.push(...body.items.map(({ rank }: Json) => rank))
      if (body.next === null) break
      query = `?limit=2&after=${body.next}`
    }
    assert.deepEqual(numbers, [1, 4, 0, 2, 3])
    assert.deepEqual(ranks, [1, 2, 3, 4, 5])
  })

  it('answers 400 for a cursor that was never given out', async () => {
    const id = await createExternal(api)
    const { status, body } = await read(id, '?after=bm9uc2Vuc2U')
    assert.equal(status, 400)
    assert.equal(body.errors[0].pointer, '/query/after')
  })
})

describe('its ETag', () => {
  it('is answered with 304 and no body until the leaderboard changes', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [1])
    const { etag } = (await read(id)).headers as { etag: string }
    assert.match(etag, /^"[^"]+"$/)
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const same = await read(id, '', { 'if-none-match': tag })
      assert.equal(same.status, 304)
      assert.equal(same.body, '')
      // a client would wait for so many bytes
      assert.equal(same.headers['content-length'], undefined)
      assert.equal(same.headers.etag, etag)
    }
    await completeTrials(api, id, [2])
    const changed = await read(id, '', { 'if-none-match': etag })
    assert.equal(changed.status, 200)
    assert.notEqual(changed.headers.etag, etag)
  })

  it('differs between pages, and stays when a trial merely starts', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [1, 2])
    const whole = await read(id)
    const page = await read(id, '?limit=1')
    const next = await read(id, `?limit=1&after=${page.body.next}`)
    const tags = [whole, page, next].map(({ headers }) => headers.etag)
    assert.equal(new Set(tags).size, 3)
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'another' })
    assert.equal((await read(id)).headers.etag, whole.headers.etag)
  })
})

describe('a long poll', () => {
  it('answers when a trial completes', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [5])
    const { etag } = (await read(id)).headers as { etag: string }
    const polls = [
      read(id, '?wait=60', { 'if-none-match': etag }),
      read(id, '?wait=60&since=1'),
      read(id, '?wait=60'),
    ]
    await completeTrials(api, id, [4])
    for (const answer of await Promise.all(polls)) {
      assert.equal(answer.status, 200)
      assert.deepEqual(valuesOf(answer), [4, 5])
    }
  })

  it('answers at once when the version is another one already', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [5])
    assert.equal((await read(id, '?wait=60', { 'if-none-match': '"0-20-"' })).status, 200)
    assert.equal((await read(id, '?wait=60&since=0')).status, 200)
  })

  it('answers what it has when the time is over: 304 to the ETag, else the leaderboard', async () => {
    const id = await createExternal(api)
    const { headers, body } = await read(id)
    const tag = { 'if-none-match': String(headers.etag) }
    assert.equal((await read(id, '?wait=0.2', tag)).status, 304)
    const since = await read(id, `?wait=0.2&since=${body.version}`)
    assert.equal(since.status, 200)
    assert.equal(since.body.version, body.version)
  })

  it('answers when the study ends, and at once when it has ended', async () => {
    const id = await createExternal(api)
    const poll = read(id, '?wait=60')
    await api.call('POST', `/v1/studies/${id}/cancel`)
    assert.equal((await poll).body.state, 'cancelled')
    assert.equal((await read(id, '?wait=60')).body.state, 'cancelled')
  })

  it('answers 404 when the study is deleted meanwhile', async () => {
    const id = await createExternal(api)
    const poll = read(id, '?wait=1')
    await api.call('DELETE', `/v1/studies/${id}`)
    assert.equal((await poll).status, 404)
  })

  it('answers 400 for a wait of more than a minute', async () => {
    const id = await createExternal(api)
    assert.equal((await read(id, '?wait=61')).status, 400)
  })
})
