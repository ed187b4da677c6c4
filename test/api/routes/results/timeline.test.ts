import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Json, type TestApi, testApi } from '../../../support/api.ts'
import { completeTrials, createExternal } from '../../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const timeline = async (id: string): Promise<Json> =>
  (await api.call('GET', `/v1/studies/${id}/timeline`)).body

describe('GET /v1/studies/:id/timeline', () => {
  it('has the trainings of each client, with their trials by state', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [3, 1, 2])
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'other' })
    const { rows, seconds, mergedSeconds } = await timeline(id)
    assert.deepEqual(
      rows.map(({ owner, place, spans }: Json) => [owner, place, spans.length]),
      [
        ['client', 0, 1],
        ['other', 0, 1],
      ],
    )
    const [done, running] = rows.map(({ spans }: Json) => spans[0])
    assert.deepEqual(done.states, { complete: 3 })
    assert.equal(done.trials, 3)
    assert.ok(done.start >= 0 && done.end > done.start && done.end <= seconds)
    assert.deepEqual(running.states, { running: 1 })
    assert.equal(mergedSeconds, 0)
  })

  it('has a row for each trainer of a worker, and the share of the time that it was busy', async () => {
    const id = await createExternal(api)
    const training = (number: number, trainer: number | null, [from, to]: [number, number]) =>
      api.db.pool.query(
        `INSERT INTO trial (study_id, number, state, source, params, spec, provenance, lease_owner, trainer, started_at, ended_at)
         SELECT id, $2, 'pruned', 'suggested', '{}', '{}', '{}', 'worker', $3,
           created_at + $4 * interval '1 s', created_at + $5 * interval '1 s' FROM study WHERE id = $1`,
        [id, number, trainer, from, to],
      )
    await training(0, 1, [0, 40])
    await training(1, 0, [0, 10])
    await training(2, 1, [40, 80])
    await training(3, 0, [70, 100])
    await training(4, null, [5, 55])
    const { rows } = await timeline(id)
    assert.deepEqual(
      rows.map(({ trainer, busyShare, spans }: Json) => [
        trainer,
        busyShare,
        spans.map(({ first }: Json) => first),
      ]),
      [
        [0, 0.4, [1, 3]],
        [1, 0.8, [0, 2]],
        [null, 0.5, [4]],
      ],
    )
  })

  it('is empty for a new study, and 404 for none', async () => {
    const { rows, seconds } = await timeline(await createExternal(api))
    assert.deepEqual({ rows, seconds }, { rows: [], seconds: 0 })
    assert.equal((await api.call('GET', '/v1/studies/nowhere/timeline')).status, 404)
  })

  it('is small, however many trials there are', async () => {
    const id = await createExternal(api)
    await api.db.pool.query(
      `INSERT INTO trial (study_id, number, state, source, params, spec, provenance, lease_owner, started_at, ended_at)
       SELECT $1, n, 'pruned', 'suggested', '{}', '{}', '{}', 'worker ' || n % 4,
         now() + n * interval '1 s', now() + (n + 3) * interval '1 s' FROM generate_series(0, 19999) AS n`,
      [id],
    )
    const answer = await timeline(id)
    const spans = answer.rows.flatMap((row: Json) => row.spans)
    assert.ok(JSON.stringify(answer).length < 200_000)
    assert.ok(spans.length <= 1_200)
    const trials = spans.reduce((sum: number, span: Json) => sum + span.trials, 0)
    assert.equal(trials, 20_000)
  })
})
