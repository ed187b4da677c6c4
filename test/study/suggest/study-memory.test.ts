/** The memory of a process must say what the database does, whoever changes it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { transaction } from '../../../src/db/client.ts'
import { lockStudy, type StudyRow } from '../../../src/db/tables/studies/study-row.ts'
import { createStudyMemory } from '../../../src/study/suggest/study-memory.ts'
import { type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'

describe('a study’s memory', () => {
  let api: TestApi
  before(async () => {
    api = await testApi()
  })
  after(() => api.close())

  const ask = async (id: string, count: number) =>
    (await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'c', count })).body
      .trials as { number: number }[]
  const tell = (id: string, number: number, body: object) =>
    api.call('POST', `/v1/studies/${id}/trials/${number}/complete`, body)

  test('follows the database, and keeps the objects of what does not change', async () => {
    const id = await createExternal(api)
    const memory = createStudyMemory()
    const look = () => memory.history(api.db.pool, id)
    assert.deepEqual(await look(), [])
    await ask(id, 4)
    const first = await look()
    await api.call('POST', `/v1/studies/${id}/trials/3/report`, { step: 1, value: 7 })
    await tell(id, 0, { value: 1 })
    await tell(id, 1, { state: 'failed' })
    const second = await look()
    assert.equal(second[2], first[2], 'nothing happened to it')
    assert.equal(second[3]?.reports.get(1), 7)
    await tell(id, 2, { value: 3 })
    await ask(id, 2)
    const third = await look()
    assert.equal(third[0], second[0])
    assert.equal(third[1], second[1])
    assert.equal(third[2]?.state, 'complete')
  })

  test('does not keep what a transaction took back', async () => {
    const id = await createExternal(api)
    await ask(id, 2)
    const memory = createStudyMemory()
    const fail = (number: number) =>
      transaction(api.db.pool, async (sql) => {
        await sql.query(
          `UPDATE trial SET state = 'failed', reason = 'x' WHERE study_id = $1 AND number = $2`,
          [id, number],
        )
        const seen = await memory.history(sql, id)
        assert.equal(seen[number]?.state, 'failed')
        throw new Error('taken back')
      })
    await assert.rejects(fail(0), /taken back/)
    assert.equal((await memory.history(api.db.pool, id))[0]?.state, 'running')
    await tell(id, 0, { value: 2 })
    assert.deepEqual((await memory.history(api.db.pool, id))[0]?.values, [2])
  })

  test('gives the same space again', async () => {
    const id = await createExternal(api)
    const memory = createStudyMemory()
    await transaction(api.db.pool, async (sql) => {
      const study = (await lockStudy(sql, id)) as StudyRow
      const [one, other] = [await memory.load(sql, study), await memory.load(sql, study)]
      assert.equal(one.space, other.space)
      assert.equal(one.spec, other.spec)
    })
  })
})

test('a gp study asks its thread, and replays', async () => {
  const api = await testApi()
  try {
    const searched = async () => {
      const id = await createExternal(api, { sampler: { type: 'gp', startupTrials: 4 }, seed: 5 })
      const params: unknown[] = []
      for (let number = 0; number < 9; number++) {
        const body = { clientId: 'c', count: 1 }
        const answer = await api.call('POST', `/v1/studies/${id}/trials/suggest`, body)
        assert.equal(answer.status, 200, JSON.stringify(answer.body))
        const [trial] = answer.body.trials
        params.push(trial.params)
        const told = `/v1/studies/${id}/trials/${number}/complete`
        await api.call('POST', told, { value: (trial.params.x - 0.3) ** 2 })
      }
      return params
    }
    const first = await searched()
    assert.equal(api.suggester.threads.answered(), 5)
    assert.deepEqual(await searched(), first)
  } finally {
    await api.close()
  }
})
