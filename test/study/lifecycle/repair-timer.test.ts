import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { repair } from '../../../src/study/lifecycle/repair-timer.ts'
import { type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(async () => {
  await api.close()
})
beforeEach(async () => {
  await api.db.pool.query('DELETE FROM study')
})

/** Studies that are looked at. */
async function repaired(): Promise<string[]> {
  api.queues.searches.length = 0
  await repair(api.db, api.queues)
  return api.queues.searches.toSorted()
}

const ask = (id: string) => api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'a' })

describe('repair', () => {
  it('leaves studies alone whose clients are at work, and looks at one whose client is silent', async () => {
    const [atWork, silent] = [await createExternal(api), await createExternal(api)]
    await ask(atWork)
    await ask(silent)
    assert.deepEqual(await repaired(), [])
    await api.db.pool.query(
      `UPDATE trial SET lease_expires_at = now() - interval '1 s' WHERE study_id = $1`,
      [silent],
    )
    assert.deepEqual(await repaired(), [silent])
  })

  it('looks at a study whose time is over', async () => {
    const [early, late] = [
      await createExternal(api, { budget: { seconds: 3_600 } }),
      await createExternal(api, { budget: { seconds: 0.001 } }),
    ]
    assert.notEqual(early, late)
    assert.deepEqual(await repaired(), [late])
  })

  it('looks at a study that was lowered to the trials that it has', async () => {
    const id = await createExternal(api, { budget: { trials: 5 } })
    const { body } = await ask(id)
    await api.call('POST', `/v1/studies/${id}/trials/${body.trials[0].number}/complete`, {
      value: 1,
    })
    assert.deepEqual(await repaired(), [])
    await api.db.pool.query('UPDATE study SET max_trials = 1 WHERE id = $1', [id])
    assert.deepEqual(await repaired(), [id])
  })

  it('looks at every running study that is trained here', async () => {
    const id = await createExternal(api)
    assert.deepEqual(await repaired(), [])
    const dataset = `INSERT INTO dataset (id, name, task, format, rows, spec, summary, blob_id, created_at)
      VALUES ('d', 'd', 'regression', 'csv', 1, '{}', '{}', 'b', now())`
    await api.db.pool.query(dataset)
    await api.db.pool.query(`UPDATE study SET dataset_id = 'd' WHERE id = $1`, [id])
    assert.deepEqual(await repaired(), [id])
    await api.db.pool.query(`UPDATE study SET state = 'paused' WHERE id = $1`, [id])
    assert.deepEqual(await repaired(), [])
  })
})
