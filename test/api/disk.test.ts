import assert from 'node:assert/strict'
import os from 'node:os'
import { describe, it } from 'node:test'
import { watchDisk } from '../../src/api/disk.ts'
import { testApi } from '../support/api.ts'

describe('the disk', () => {
  it('is full for ten seconds after PostgreSQL said so', async () => {
    let nowMs = 0
    const disk = watchDisk(null, () => nowMs)
    assert.equal(await disk.isFull(), false)
    disk.markFull()
    nowMs = 9_999
    assert.equal(await disk.isFull(), true)
    nowMs = 10_000
    assert.equal(await disk.isFull(), false)
  })

  it('of the embedded database is looked at', async () => {
    assert.equal(await watchDisk(os.tmpdir()).isFull(), false)
    await assert.rejects(watchDisk('/no/such/folder').isFull(), /ENOENT/)
  })
})

describe('a write that finds no room', () => {
  it('is answered with 507 and when to try again, and /readyz says why', async (t) => {
    const api = await testApi()
    t.after(() => api.close())
    const missing = async () => (await api.call('GET', '/readyz')).body.missing
    assert.deepEqual(await missing(), ['worker'])
    await api.db.pool.query(`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`)
    await api.db.pool.query(
      `CREATE TRIGGER no_room BEFORE INSERT ON study FOR EACH ROW EXECUTE FUNCTION no_room()`,
    )
    const { status, headers, body } = await api.call('POST', '/v1/studies', {
      name: 'external',
      objective: { metric: 'value', direction: 'minimize' },
      space: { x: { $float: { low: 0, high: 1 } } },
    })
    assert.deepEqual([status, body.type], [507, 'urn:sweepd:problem:database-full'])
    assert.ok(Number(headers['retry-after']) > 0)
    assert.deepEqual(await missing(), ['worker', 'disk'])
  })
})
