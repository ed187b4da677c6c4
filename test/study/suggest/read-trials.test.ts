import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { transaction } from '../../../src/db/client.ts'
import { endTrials, type TrialEnd } from '../../../src/db/tables/trials/end-trials.ts'
import { readTrials } from '../../../src/study/suggest/read-trials.ts'
import { type TestApi, testApi } from '../../support/api.ts'
import { completeTrials, createExternal } from '../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const suggest = (id: string, count: number) =>
  api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'client', count })

/** What a process that has never seen the study reads: another id of the same rows. */
async function readFresh(id: string) {
  const { rows } = await api.db.pool.query(
    `SELECT t.number, t.state, t.params, CASE WHEN t.state = 'complete' THEN t.values END AS values, t.violations,
       (SELECT json_agg(json_build_array(step, value) ORDER BY step) FROM epoch_metric e
        WHERE e.study_id = t.study_id AND e.number = t.number) AS reports
     FROM trial t WHERE study_id = $1 ORDER BY number`,
    [id],
  )
  return rows.map(({ reports, ...row }) => ({
    ...row,
    reports: new Map((reports ?? []).map(([step, value]: [number, number]) => [step, value])),
  }))
}

it('reads what has changed since it read before: new trials, ends, reports, cancelled ones', async () => {
  const id = await createExternal(api)
  const isFresh = async () =>
    assert.deepEqual(await readTrials(api.db.pool, id), await readFresh(id))
  await isFresh()
  await completeTrials(api, id, [1, 2, 3])
  await isFresh()
  await suggest(id, 3)
  await isFresh()
  const url = `/v1/studies/${id}/trials`
  await api.call('POST', `${url}/3/report`, { step: 1, value: 5 })
  await isFresh()
  await api.call('POST', `${url}/3/report`, { step: 1, value: 4 })
  await api.call('POST', `${url}/4/report`, { step: 7, value: 4 })
  await isFresh()
  await api.call('POST', `${url}/3/complete`, { value: 4, constraints: [1] })
  await api.call('POST', `${url}/4/cancel`)
  await isFresh()
  await api.call('POST', url, { params: { x: 0.5 } })
  await isFresh()
  await isFresh()
})

it('gives each caller an array of its own', async () => {
  const id = await createExternal(api)
  await completeTrials(api, id, [1])
  ;(await readTrials(api.db.pool, id)).pop()
  assert.equal((await readTrials(api.db.pool, id)).length, 1)
})

it('forgets what it read of changes that were rolled back, though others took their place', async () => {
  const id = await createExternal(api)
  await suggest(id, 2)
  await readTrials(api.db.pool, id)
  const rolledBack = transaction(api.db.pool, async (sql) => {
    const end: TrialEnd = { state: 'complete', values: [9], rankValue: 9, step: null }
    await endTrials(sql, id, [{ number: 0, fencing: 1, durationMs: 1, end }])
    const trials = await readTrials(sql, id)
    assert.equal(trials[0]?.state, 'complete')
    throw new Error('rolled back')
  })
  await assert.rejects(rolledBack, /rolled back/)
  await api.call('POST', `/v1/studies/${id}/trials/1/complete`, { value: 1 })
  const trials = await readTrials(api.db.pool, id)
  assert.deepEqual(
    trials.map(({ state }) => state),
    ['running', 'complete'],
  )
})
