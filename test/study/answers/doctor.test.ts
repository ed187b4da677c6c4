import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type TestApi, testApi } from '../../support/api.ts'
import { completeTrials, createExternal } from '../../support/external-study.ts'

let api: TestApi
let id: string
before(async () => {
  api = await testApi()
})
after(async () => {
  await api.close()
})
beforeEach(async () => {
  id = await createExternal(api)
  await completeTrials(api, id, [3, 1, 2])
  await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'still at work' })
  await api.call('POST', `/v1/studies/${id}/trials/3/report`, { step: 1, value: 5 })
  await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'fails' })
  const failed = { state: 'failed', reason: 'test' }
  await api.call('POST', `/v1/studies/${id}/trials/4/complete`, failed)
})

const diagnose = async () => (await api.call('GET', `/v1/studies/${id}/diagnosis`)).body
const broken = async () =>
  [...new Set((await diagnose()).broken.map((one: { invariant: string }) => one.invariant))].sort()

/** What a writer past the triggers could leave behind. */
async function spoil(sql: string): Promise<void> {
  const client = await api.db.pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SET LOCAL session_replication_role = replica') // no triggers
    await client.query(sql, sql.includes('$1') ? [id] : [])
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

describe('the diagnosis of a study', () => {
  it('finds nothing in a sound one, and says what it looked at', async () => {
    const { checked, broken } = await diagnose()
    assert.deepEqual(broken, [])
    assert.ok(checked.includes('counters') && checked.includes('leaderboard'))
  })

  it('is 404 for a study that is not there', async () => {
    const { status, body } = await api.call('GET', '/v1/studies/none/diagnosis')
    assert.deepEqual([status, body.type], [404, 'urn:sweepd:problem:study-not-found'])
  })

  const faults: [name: string, sql: string][] = [
    ['counters', `UPDATE study SET complete_count = complete_count + 1 WHERE id = $1`],
    ['epochs done', `UPDATE study SET epochs_done = epochs_done + 1 WHERE id = $1`],
    ['numbers', `UPDATE study SET next_number = 9 WHERE id = $1`],
    ['ends', `UPDATE trial SET ended_at = NULL WHERE study_id = $1 AND number = 0`],
    ['ends', `UPDATE trial SET lease_expires_at = NULL WHERE study_id = $1 AND number = 3`],
    ['values', `UPDATE trial SET value = 7 WHERE study_id = $1 AND number = 1`],
    ['values', `UPDATE trial SET rank_value = 7 WHERE study_id = $1 AND number = 1`],
    ['last step', `INSERT INTO epoch_metric (study_id, number, step, value) VALUES ($1, 2, 8, 1)`],
    ['study end', `UPDATE study SET state = 'complete', ended_at = now() WHERE id = $1`],
    [
      'checkpoints',
      `INSERT INTO blob (id, bytes, size) VALUES ('checkpoint/' || $1::text || '/4', '', 0)`,
    ],
    ['models', `INSERT INTO blob (id, bytes, size) VALUES ('model/' || $1::text || '/4', '', 0)`],
    [
      'events',
      `DELETE FROM event WHERE study_id = $1 AND seq = (SELECT max(seq) FROM event WHERE study_id = $1)`,
    ],
  ]
  for (const [name, sql] of faults) {
    it(`finds broken ${name}: ${sql.slice(0, 60)}`, async () => {
      await spoil(sql)
      assert.ok((await broken()).includes(name), `${await broken()}`)
    })
  }

  it('finds a trial that ended twice', async () => {
    await api.db.pool.query(
      `UPDATE trial SET state = 'running', ended_at = NULL, rank_value = NULL WHERE study_id = $1 AND number = 0`,
      [id],
    )
    await api.db.pool.query(
      `UPDATE trial SET state = 'failed', ended_at = now(), values = '{}' WHERE study_id = $1 AND number = 0`,
      [id],
    )
    assert.deepEqual(await broken(), ['ended once', 'trained trials'])
  })

  it('finds gaps between the epochs of a trial that was trained here, and a value of no epoch', async () => {
    await spoil(`INSERT INTO dataset (id, name, task, format, rows, spec, summary, blob_id, created_at)
      VALUES ('d', 'd', 'regression', 'csv', 1, '{}', '{}', 'b', now()) ON CONFLICT DO NOTHING`)
    await spoil(`UPDATE study SET dataset_id = 'd' WHERE id = $1`)
    await spoil(
      `INSERT INTO epoch_metric (study_id, number, step, value) VALUES ($1, 0, 1, 9), ($1, 0, 2, 3), ($1, 0, 4, 8)`,
    )
    await spoil(`UPDATE trial SET last_step = 4, step = 1 WHERE study_id = $1 AND number = 0`)
    const { broken } = await diagnose()
    const ofFirst = broken.filter(({ trial }: { trial: number }) => trial === 0)
    assert.deepEqual(
      ofFirst.map(({ invariant }: { invariant: string }) => invariant),
      ['epochs', 'best epoch'],
    )
  })
})
