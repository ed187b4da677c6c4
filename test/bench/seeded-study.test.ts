import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { seedStudy } from '../../bench/analysis/seeded-study.ts'
import { type TestApi, testApi } from '../support/api.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const post = async (at: string, body: unknown) => {
  const { status, body: answer } = await api.call('POST', at, body)
  assert.equal(status, 201, JSON.stringify(answer))
  return answer
}

const read = async (id: string, at: string) =>
  (await api.call('GET', `/v1/studies/${id}/${at}`)).body

describe('the study that the dashboard is measured on', () => {
  it('has complete, pruned and failed trials, each with its reports', async () => {
    const { id } = await seedStudy(post, api.db.pool, { trials: 200 })
    const { complete, pruned, failed } = (await api.call('GET', `/v1/studies/${id}`)).body.trials
    assert.equal(complete + pruned + failed, 200)
    assert.ok(complete > 80 && pruned > 30 && failed > 0, `${complete} ${pruned} ${failed}`)
    const { rows } = await api.db.pool.query(
      `SELECT t.number FROM trial t WHERE t.study_id = $1 AND t.last_step <>
         (SELECT count(*) FROM epoch_metric e WHERE e.study_id = $1 AND e.number = t.number)`,
      [id],
    )
    assert.deepEqual(rows, [])
    const { items } = await read(id, 'importance')
    assert.equal(items[0].parameter, 'learningRate')
    const { curves } = await read(id, 'curves?top=1')
    assert.equal(curves[0].steps.length, 30)
    assert.ok(Math.abs(curves[0].values.at(-1) - curves[0].value) < 1e-12)
    const { audit, stops } = await read(id, 'pruning')
    assert.ok(audit.audited > 0 && stops.length > 1)
  })

  it('of complete trials has all of their reports', async () => {
    const { id } = await seedStudy(post, api.db.pool, {
      trials: 10,
      reports: 4,
      states: 'complete',
    })
    assert.equal((await api.call('GET', `/v1/studies/${id}`)).body.trials.complete, 10)
    const { band } = await read(id, 'curves')
    assert.deepEqual(
      band.points.map((point: { step: number; trials: number }) => [point.step, point.trials]),
      [1, 2, 3, 4].map((step) => [step, 10]),
    )
  })
})
