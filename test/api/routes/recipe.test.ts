import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { takeNumbers } from '../../../src/db/tables/studies/change-study.ts'
import { insertTrials } from '../../../src/db/tables/trials/insert-trials.ts'
import { ensureBuiltins } from '../../../src/study/datasets.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { completeTrials, createExternal } from '../../support/external-study.ts'

let api: TestApi
let id: string
before(async () => {
  api = await testApi()
  await ensureBuiltins(api.db)
  const posted = { dataset: 'iris', budget: { trials: 3 }, seed: 7 }
  id = (await api.call('POST', '/v1/studies', posted)).body.id
  const sql = api.db.pool
  await takeNumbers(sql, { studyId: id, count: 3, suggested: 3 })
  const trial = { source: 'suggested', params: {}, spec: {}, provenance: {} } as const
  await insertTrials(sql, id, [
    { ...trial, number: 0, state: 'complete', values: [0.9], rankValue: -0.9 },
    { ...trial, number: 1, state: 'waiting' },
    {
      ...{ ...trial, number: 2, state: 'complete', values: [0.8], rankValue: -0.8 },
      provenance: { parent: 0 },
    },
  ])
  await sql.query(`INSERT INTO blob (id, bytes, size) VALUES ($1, 'model', 5)`, [`model/${id}/0`])
})
after(() => api.close())

const recipe = (study: string, number: number) =>
  api.call('GET', `/v1/studies/${study}/trials/${number}/recipe`)
const sha256 = (bytes: crypto.BinaryLike) => crypto.createHash('sha256').update(bytes).digest('hex')

describe('GET /v1/studies/{id}/trials/{number}/recipe', () => {
  it('has the seed, and the hashes of the dataset and of the model', async () => {
    const { body } = await recipe(id, 0)
    assert.equal(body.study.seed, 7)
    assert.deepEqual(body.model, { sha256: sha256('model'), bytes: 5 })
    const url = `/v1/datasets/${body.dataset.id}/bytes`
    const data = await api.app.inject({ method: 'GET', url })
    assert.equal(data.headers['content-type'], 'application/octet-stream')
    assert.equal(body.dataset.sha256, sha256(data.rawPayload))
    assert.equal(body.dataset.bytes, data.rawPayload.length)
  })

  it('has no model where none is kept', async () => {
    await api.db.pool.query('DELETE FROM blob WHERE id = $1', [`model/${id}/0`])
    assert.equal((await recipe(id, 0)).body.model, null)
  })

  it('is refused for a training that cannot be repeated', async () => {
    const external = await createExternal(api)
    await completeTrials(api, external, [1])
    const refused = async (answer: Promise<Json>, type: string, detail: RegExp) => {
      const { body } = await answer
      assert.equal(body.type, `urn:sweepd:problem:${type}`)
      assert.match(body.detail, detail)
    }
    await refused(recipe(id, 1), 'wrong-state', /Trial 1 is waiting/)
    await refused(recipe(id, 2), 'wrong-state', /continues from trial 0/)
    await refused(recipe(external, 0), 'wrong-state', /external/)
    await refused(recipe(id, 9), 'trial-not-found', /no trial 9/)
    await refused(recipe('none', 0), 'study-not-found', /No study none/)
  })
})
