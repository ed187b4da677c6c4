/** Names that other tools give to parameters (Hydra, W&B): as they were posted, everywhere. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type TestApi, testApi } from '../support/api.ts'
import { createExternal } from '../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const names = [
  'model.lr',
  'batch size',
  'data/augment',
  'stage:1',
  'lr(max)',
  'größe',
  '1st',
  'weight-decay',
  '["odd',
  'back`tick',
  'layers[0].units',
]
const space = Object.fromEntries(names.map((name) => [name, { $float: { low: 0, high: 1 } }]))
const values = Object.fromEntries(names.map((name, at) => [name, (at + 1) / 16]))
const inClause = (name: string) => `\`${name.replaceAll('`', '``')}\``

test('params, enqueued and imported ones, have the names that were posted', async () => {
  const id = await createExternal(api, { space, enqueue: [values], sampler: { type: 'random' } })
  const imported = { params: values, state: 'complete', value: 2 }
  assert.equal((await api.call('POST', `/v1/studies/${id}/trials`, imported)).status, 201)
  const asked = { clientId: 'c', count: 2 }
  const { trials } = (await api.call('POST', `/v1/studies/${id}/trials/suggest`, asked)).body
  const [enqueued, suggested] = trials
  assert.deepEqual(enqueued.params, values)
  assert.deepEqual(enqueued.spec, values)
  assert.deepEqual(Object.keys(suggested.params).sort(), names.toSorted())
  const url = `/v1/studies/${id}/trials/${suggested.number}/complete`
  assert.equal((await api.call('POST', url, { value: 1 })).status, 200)
  const board = (await api.call('GET', `/v1/studies/${id}/leaderboard`)).body
  assert.deepEqual(Object.keys(board.items[0].params).sort(), names.toSorted())
  assert.deepEqual(board.items[1].params, values)
  for (const name of names) {
    const wanted = encodeURIComponent(name)
    const slice = await api.call('GET', `/v1/studies/${id}/slice?parameter=${wanted}`)
    assert.equal(slice.body.items?.[0]?.parameter, name, JSON.stringify(slice.body))
    const contour = await api.call('GET', `/v1/studies/${id}/contour?x=${wanted}&y=weight-decay`)
    assert.equal(contour.status, name === 'weight-decay' ? contour.status : 200, name)
  }
})

test('constraints take them in back quotes, and as they are where that is clear', async () => {
  const clear = ['model.lr', 'größe', 'weight-decay', 'layers[0].units']
  for (const clause of [...names.map(inClause), ...clear]) {
    const body = {
      space,
      constraints: [`${clause} < 0.5`],
      forbidden: [{ [names[1]!]: 0.25 }],
      sampler: { type: 'random' },
    }
    const id = await createExternal(api, body)
    const url = `/v1/studies/${id}/trials`
    const asked = { clientId: 'c', count: 8 }
    const { trials } = (await api.call('POST', `${url}/suggest`, asked)).body
    const name = names.find((one) => one === clause || inClause(one) === clause)
    assert.ok(name)
    for (const { params } of trials) assert.ok(params[name] < 0.5)
    const forbidden = { params: { ...values, [name]: 0.1, 'batch size': 0.25 } }
    assert.equal((await api.call('POST', url, forbidden)).status, 422)
  }
  const unclear = { name: 'x', objective: { metric: 'm', direction: 'minimize' }, space }
  const refused = await api.call('POST', '/v1/studies', {
    ...unclear,
    constraints: ['batch size < 1'],
  })
  assert.equal(refused.status, 422)
  assert.match(refused.body.errors[0].detail, /`batch size`/, 'it says how to write the name')
})

test('a path may begin with a key in brackets: the same parameter', async () => {
  const id = await createExternal(api, {
    space,
    constraints: ['["model.lr"] < 0.5'],
    forbidden: [{ '["batch size"]': 0.5 }],
    enqueue: [{ ...values, 'model.lr': undefined, '["model.lr"]': 0.25 }],
  })
  const asked = { clientId: 'c', count: 1 }
  const { trials } = (await api.call('POST', `/v1/studies/${id}/trials/suggest`, asked)).body
  assert.deepEqual(trials[0].params, { ...values, 'model.lr': 0.25 })
  const wanted = encodeURIComponent('["model.lr"]')
  const slice = await api.call('GET', `/v1/studies/${id}/slice?parameter=${wanted}`)
  assert.equal(slice.status, 200)
})

const hole = { $float: { low: 0, high: 1 } }
for (const [body, pointer] of [
  [{ 'a.b': hole, a: { b: hole } }, '/space/a/b'],
  [{ a: [hole], 'a[0]': hole }, '/space/a[0]'],
  [{ o: { $choice: [{ type: 'p', k: hole }] }, 'o[p].k': hole }, '/space/o[p].k'],
] as const) {
  test(`two places of one name are refused: ${JSON.stringify(Object.keys(body))}`, async () => {
    const study = { name: 'x', objective: { metric: 'm', direction: 'minimize' }, space: body }
    const refused = await api.call('POST', '/v1/studies', study)
    assert.equal(refused.status, 422)
    assert.equal(refused.body.errors[0].pointer, pointer)
    assert.match(refused.body.errors[0].detail, /set a "name"/)
  })
}

test('further down, keys that are no words stand in brackets', async () => {
  const nested = { 'my model': { 'batch size': hole, lr: hole } }
  const id = await createExternal(api, { space: nested })
  const asked = { clientId: 'c', count: 1 }
  const { trials } = (await api.call('POST', `/v1/studies/${id}/trials/suggest`, asked)).body
  assert.deepEqual(Object.keys(trials[0].params).sort(), ['my model.lr', 'my model["batch size"]'])
})

test('trials that were stored with brackets get their names', async () => {
  const id = await createExternal(api, { space, enqueue: [values, values] })
  const sql = api.db.pool
  const old = { '["model.lr"]': 1, '["a \\"b"][adam].rate': 2, '[" blank"]': 3, plain: 4 }
  await sql.query('UPDATE trial SET params = $2 WHERE study_id = $1 AND number = 0', [id, old])
  const migration = '../../../prisma/migrations/20261127085600_own_names/migration.sql'
  const file = path.join(path.dirname(fileURLToPath(import.meta.url)), migration)
  await sql.query(fs.readFileSync(file, 'utf8'))
  const { rows } = await sql.query('SELECT params FROM trial WHERE study_id = $1 ORDER BY number', [
    id,
  ])
  const renamed = { 'model.lr': 1, 'a "b[adam].rate': 2, '[" blank"]': 3, plain: 4 }
  assert.deepEqual(rows, [{ params: renamed }, { params: values }])
})
