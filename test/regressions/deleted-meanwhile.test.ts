/** What is deleted between the look and the use is told as missing, and what is used meanwhile is not deleted. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { type Answer, type TestApi, testApi } from '../support/api.ts'
import { houses, housesSpec, housesStudy, uploadCsv } from '../support/upload.ts'

let api: TestApi
let other: pg.Client
let id: string
before(async () => {
  api = await testApi()
  other = new pg.Client({ connectionString: api.databaseUrl })
  await other.connect()
})
beforeEach(async () => {
  await other.query(`TRUNCATE study, dataset, blob CASCADE`)
  id = (await uploadCsv(api, housesSpec, houses)).body.id
  await other.query('BEGIN')
})
after(async () => {
  await other.end()
  await api.close()
})

/** Commits what `other` has done once the request waits for it. */
async function overtaken(request: Promise<Answer>): Promise<Answer> {
  for (;;) {
    const { rowCount } = await api.db.pool.query(
      `SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`,
    )
    if (rowCount) break
    await delay(10)
  }
  await other.query('COMMIT')
  return request
}

describe('a dataset', () => {
  it('that is deleted while its rows are read is not found', async () => {
    await other.query('LOCK TABLE blob IN ACCESS EXCLUSIVE MODE')
    const preview = api.call('GET', '/v1/datasets/houses/preview')
    await other.query('DELETE FROM dataset WHERE id = $1', [id])
    await other.query('DELETE FROM blob')
    const { status, body } = await overtaken(preview)
    assert.equal(status, 404, JSON.stringify(body))
    assert.equal(body.type, 'urn:sweepd:problem:dataset-not-found')
  })

  it('that is deleted while a study on it is created is pointed at as unknown', async () => {
    await other.query('DELETE FROM dataset WHERE id = $1', [id])
    const { status, body } = await overtaken(api.call('POST', '/v1/studies', housesStudy))
    assert.equal(status, 422, JSON.stringify(body))
    assert.deepEqual(
      body.errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/dataset'],
    )
  })

  it('is not deleted while a study on it is created', async () => {
    await other.query(
      `INSERT INTO study (id, name, spec, direction, dataset_id, seed)
       VALUES ('meanwhile', 'meanwhile', '{}', 'minimize', $1, 0)`,
      [id],
    )
    const { status, body } = await overtaken(api.call('DELETE', `/v1/datasets/${id}`))
    assert.equal(status, 409, JSON.stringify(body))
    assert.equal(body.type, 'urn:sweepd:problem:dataset-in-use')
  })

  it('that comes with Sweepd keeps its name when a study on it is created meanwhile', async () => {
    await api.db.pool.query(`UPDATE dataset SET format = 'builtin' WHERE id = $1`, [id])
    await other.query(
      `INSERT INTO study (id, name, spec, direction, dataset_id, seed)
       VALUES ('builtin', 'builtin', '{}', 'minimize', $1, 0)`,
      [id],
    )
    const { status, body } = await overtaken(uploadCsv(api, housesSpec, houses))
    assert.equal(status, 409, JSON.stringify(body))
    assert.equal(body.type, 'urn:sweepd:problem:dataset-name-taken')
  })

  it('whose name another has got while a study is created is the other one', async () => {
    for (const statement of [
      `CREATE TEMP TABLE copy ON COMMIT DROP AS SELECT * FROM dataset WHERE name = 'houses'`,
      `UPDATE copy SET id = 'another'`,
      `DELETE FROM dataset WHERE name = 'houses'`,
      'INSERT INTO dataset SELECT * FROM copy',
    ]) {
      await other.query(statement)
    }
    const { status, body } = await overtaken(api.call('POST', '/v1/studies', housesStudy))
    assert.equal(status, 201, JSON.stringify(body))
    const { rows } = await other.query('SELECT dataset_id FROM study WHERE id = $1', [body.id])
    assert.deepEqual(rows, [{ dataset_id: 'another' }])
  })
})
