import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { studyTransaction } from '../../../../src/db/client.ts'
import { writeEpochs, writeProgress } from '../../../../src/db/tables/metrics/epochs.ts'
import { takeNumbers, tellImproved } from '../../../../src/db/tables/studies/change-study.ts'
import { lockStudy } from '../../../../src/db/tables/studies/study-row.ts'
import { insertTrials } from '../../../../src/db/tables/trials/insert-trials.ts'
import { readIsTargetReached } from '../../../../src/db/tables/trials/ranking.ts'
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

  describe('of a study that Sweepd trains', () => {
    let id: string
    /** Trials 0 to 2 are complete with equal values, 3 and 4 run. */
    before(async () => {
      const sql = api.db.pool
      id = await createExternal(api, { budget: { target: 0.5 } })
      await completeTrials(api, id, [2, 2, 2])
      await sql.query(
        `INSERT INTO dataset (id, name, task, format, rows, spec, summary, blob_id)
         VALUES ('d', 'd', 'regression', 'csv', 9, '{}', '{}', 'd')`,
      )
      await sql.query(`UPDATE study SET dataset_id = 'd' WHERE id = $1`, [id])
      await sql.query(
        `UPDATE trial SET tie_value = 1 - number WHERE study_id = $1 AND number < 2`,
        [id],
      )
      const claim = { owner: 'worker', leaseMs: 60_000 }
      const running = { source: 'suggested' as const, params: { x: 0.5 }, spec: {}, provenance: {} }
      await studyTransaction(api.db, id, async (sql) => {
        await lockStudy(sql, id)
        await takeNumbers(sql, { studyId: id, count: 2, suggested: 2 })
        await insertTrials(sql, id, [
          { ...running, number: 3, state: 'running', claim },
          { ...running, number: 4, state: 'running', claim },
        ])
      })
    })
    const train = async (number: number, step: number, value: number) => {
      const lease = { studyId: id, number, fencing: 1 }
      const metrics = { train: {}, validation: { loss: value / 2 } }
      await writeEpochs(api.db.pool, [{ ...lease, step, value, ...metrics }])
      return writeProgress(api.db.pool, [{ ...lease, step, value, lastStep: step }])
    }
    const boardOf = async (query: string) => (await read(id, query)).body
    const rowsOf = (body: Json) => body.items.map(({ number, state }: Json) => [number, state])

    it('orders equal values by validation loss, then by number', async () => {
      assert.deepEqual(rowsOf(await boardOf('')), [
        [1, 'complete'],
        [0, 'complete'],
        [2, 'complete'],
      ])
    })

    it('ranks running trials by their best epoch, and marks them', async () => {
      assert.deepEqual(await train(3, 1, 1), [id])
      await train(4, 1, 2)
      const pages: [number, string][] = []
      let query = '?limit=2'
      for (;;) {
        const body = await boardOf(query)
        pages.push(...rowsOf(body))
        if (body.next === null) break
        query = `?limit=2&after=${body.next}`
      }
      // equal values again: losses 0, 1, 1 and unknown
      assert.deepEqual(pages, [
        [3, 'running'],
        [1, 'complete'],
        [0, 'complete'],
        [4, 'running'],
        [2, 'complete'],
      ])
      const { best } = (await api.call('GET', `/v1/studies/${id}`)).body
      assert.deepEqual([best.number, best.state, best.value], [3, 'running', 1])
    })

    it('has another version after a running trial has improved, and no other epoch', async () => {
      assert.deepEqual(await train(3, 2, 0.75), [id])
      const { body } = await read(id)
      await tellImproved(api.db.pool, id)
      assert.equal((await read(id)).body.version, body.version + 1)
      const lease = { studyId: id, number: 3, fencing: 1 }
      const same = await writeProgress(api.db.pool, [
        { ...lease, step: 2, value: 0.75, lastStep: 3 },
      ])
      assert.deepEqual(same, [])
    })

    it('reaches the target with a running trial', async () => {
      assert.equal(await readIsTargetReached(api.db.pool, id), false)
      await train(3, 4, 0.5)
      assert.equal(await readIsTargetReached(api.db.pool, id), true)
    })
  })
})
