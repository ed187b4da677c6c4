import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { removeDeleted } from '../../../src/study/lifecycle/delete-study.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { completeTrials, createExternal } from '../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const get = (id: string) => api.call('GET', `/v1/studies/${id}`)
const remove = (id: string, query = '') => api.call('DELETE', `/v1/studies/${id}${query}`)
const restore = (id: string) => api.call('POST', `/v1/studies/${id}/restore`)
const listed = async () =>
  (await api.call('GET', '/v1/studies?limit=1000')).body.items.map((study: Json) => study.id)

/** As if its time to undo were over. */
const letTimePass = (id: string) =>
  api.db.pool.query(`UPDATE study SET delete_at = now() - interval '1 s' WHERE id = $1`, [id])

describe('a study that is deleted with a time to undo', () => {
  it('is hidden and paused, and says when it will be removed', async () => {
    const id = await createExternal(api)
    const { status, body } = await remove(id, '?undo=30')
    assert.equal(status, 202)
    assert.equal(body.state, 'paused')
    assert.ok(Date.parse(body.deleteAt) > Date.now())
    assert.ok(!(await listed()).includes(id))
    assert.equal((await get(id)).body.deleteAt, body.deleteAt)
    assert.equal((await remove(id, '?undo=3000')).body.deleteAt, body.deleteAt)
  })

  it('is restored, and runs again if it ran', async () => {
    const [running, paused] = [await createExternal(api), await createExternal(api)]
    await api.call('POST', `/v1/studies/${paused}/pause`)
    for (const [id, state] of [
      [running, 'running'],
      [paused, 'paused'],
    ] as const) {
      await remove(id, '?undo=30')
      const { status, body } = await restore(id)
      assert.equal(status, 200)
      assert.equal(body.state, state)
      assert.equal(body.deleteAt, null)
      assert.ok((await listed()).includes(id))
      assert.equal((await restore(id)).body.state, state)
    }
    await letTimePass(running)
    await restore(running)
    await removeDeleted(api.db)
    assert.equal((await get(running)).status, 200)
  })

  it('is removed with its trials when its time is over, and no earlier', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [1])
    await remove(id, '?undo=30')
    await removeDeleted(api.db)
    assert.equal((await get(id)).status, 200)
    await letTimePass(id)
    // several processes at once
    await Promise.all([removeDeleted(api.db), removeDeleted(api.db)])
    assert.equal((await get(id)).status, 404)
    const left = await api.db.pool.query('SELECT FROM trial WHERE study_id = $1', [id])
    assert.equal(left.rowCount, 0)
    assert.equal((await restore(id)).status, 404)
  })

  it('takes no changes until it is restored', async () => {
    const id = await createExternal(api)
    await remove(id, '?undo=30')
    for (const [method, path, body] of [
      ['POST', '/resume'],
      ['POST', '/cancel'],
      ['PATCH', '', { name: 'other' }],
      ['POST', '/trials', { params: { x: 0.5 } }],
    ] as const) {
      const answer = await api.call(method, `/v1/studies/${id}${path}`, body)
      assert.equal(answer.status, 409, path)
      assert.match(answer.body.detail, /restore first/)
    }
    assert.equal((await remove(id)).status, 204)
    assert.equal((await get(id)).status, 404)
  })

  for (const undo of ['0', '3601', '1.5', 'soon']) {
    it(`is 400 for undo=${undo}`, async () => {
      const { status, body } = await remove(await createExternal(api), `?undo=${undo}`)
      assert.equal(status, 400)
      assert.equal(body.errors[0].pointer, '/query/undo')
    })
  }
})
