import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ensureBuiltins } from '../../../src/study/datasets.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { houses, housesSpec, upload, uploadCsv } from '../../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  await ensureBuiltins(api.db)
  const { status } = await uploadCsv(api, { ...housesSpec, name: 'houses' }, houses)
  assert.equal(status, 201)
})
after(() => api.close())

const get = async (url: string) => {
  const { status, body } = await api.call('GET', url)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}
const sum = (counts: number[]) => counts.reduce((all, count) => all + count, 0)
const inspect = (spec: Json, content: string | Buffer) =>
  upload(
    api,
    [
      { name: 'spec', content: JSON.stringify(spec) },
      { name: 'file', content, filename: 'houses.csv' },
    ],
    '/v1/datasets/inspect',
  )

describe('POST /v1/datasets/inspect', () => {
  it('answers what would be stored, with histograms and rows, and stores nothing', async () => {
    const names = async () => (await get('/v1/datasets?limit=100')).items.length
    const before = await names()
    const { status, body } = await inspect({ ...housesSpec, name: 'looked-at' }, houses)
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body.rows, 60)
    assert.equal(body.target, 'price')
    assert.equal(body.firstRows.length, 20)
    assert.deepEqual(body.pictures, [])
    assert.deepEqual(
      body.histograms.map(({ column, role }: Json) => `${column} ${role}`),
      ['size input', 'age input', 'colour input', 'price target'],
    )
    assert.equal(await names(), before)
  })

  it('says what is wrong with the file or its spec, as an upload does', async () => {
    const unknown = await inspect({ ...housesSpec, ignore: ['nothing'] }, houses)
    assert.equal(unknown.status, 422)
    assert.equal(unknown.body.errors[0].pointer, '/spec/ignore/0')
    const noName = await inspect({ format: 'csv' }, houses)
    assert.equal(noName.status, 400)
    assert.equal(noName.body.errors[0].pointer, '/spec/name')
  })

  it('shows fewer rows where a row has many values', async () => {
    const header = [...Array.from({ length: 4_000 }, (_, at) => `x${at}`), 'y'].join(',')
    const row = (at: number) => [...Array.from({ length: 4_000 }, (_, x) => (at * x) % 7), at]
    const text = [header, ...Array.from({ length: 30 }, (_, at) => row(at).join(','))].join('\n')
    const { body } = await inspect({ name: 'wide', task: 'regression', target: 'y' }, text)
    assert.equal(body.firstRows.length, 4)
    assert.equal(body.histograms.length, 100)
    assert.ok(JSON.stringify({ ...body, columns: [], warnings: [] }).length < 400_000)
  })
})

describe('GET /v1/datasets/{id}/histograms', () => {
  it('counts every row once: in a bin, a level, or as missing', async () => {
    const { items, next } = await get('/v1/datasets/houses/histograms')
    assert.equal(next, null)
    for (const { bins, levels, missing, otherRows } of items) {
      const rows = bins ? sum(bins.counts) : sum(levels.map((level: Json) => level.rows))
      assert.equal(rows + missing + otherRows, 60)
    }
  })

  it('comes in pages', async () => {
    const all = (await get('/v1/datasets/houses/histograms')).items
    const first = await get('/v1/datasets/houses/histograms?limit=3')
    const second = await get(`/v1/datasets/houses/histograms?limit=3&after=${first.next}`)
    assert.deepEqual([...first.items, ...second.items], all)
    assert.equal(second.next, null)
  })

  it('describes all values of images at once', async () => {
    const { items } = await get('/v1/datasets/mnist/histograms')
    assert.deepEqual(
      items.map(({ column }: Json) => column),
      ['inputs', 'digit'],
    )
    assert.equal(sum(items[0].bins.counts), 784 * sum(items[1].levels.map((at: Json) => at.rows)))
  })

  it('answers 404 for an unknown dataset', async () => {
    assert.equal((await api.call('GET', '/v1/datasets/nothing/histograms')).status, 404)
  })
})

describe('GET /v1/datasets/{id}/pictures', () => {
  it('draws rows of images in less than 200 kB', async () => {
    const { items } = await get('/v1/datasets/mnist/pictures')
    assert.equal(items.length, 40)
    assert.ok(JSON.stringify(items).length < 200_000)
    const { height, width, channels, pixels } = items[0]
    assert.deepEqual([height, width, channels], [28, 28, 1])
    const bytes = Buffer.from(pixels, 'base64')
    assert.equal(bytes.length, 784)
    assert.ok(Math.max(...bytes) > 200)
    assert.ok(new Set(items.map(({ target }: Json) => target)).size > 3)
  })

  it('is empty for a table', async () => {
    assert.deepEqual((await get('/v1/datasets/houses/pictures')).items, [])
  })
})

describe('GET /v1/datasets', () => {
  it('finds datasets by a part of their name, in any case, literally', async () => {
    const names = async (part: string) =>
      (await get(`/v1/datasets?name=${encodeURIComponent(part)}`)).items.map(
        ({ name }: Json) => name,
      )
    assert.deepEqual(await names('OUSE'), ['houses'])
    assert.deepEqual(await names('_'), [])
    assert.deepEqual(await names('%'), [])
  })

  it('tells size and use, and leaves the columns out on request', async () => {
    const used = async () => (await get('/v1/datasets/houses')).studyCount
    assert.equal(await used(), 0)
    const body = { dataset: 'houses', budget: { trials: 1 } }
    assert.equal((await api.call('POST', '/v1/studies', body)).status, 201)
    assert.equal(await used(), 1)
    const { items } = await get('/v1/datasets?columns=false')
    const houses = items.find(({ name }: Json) => name === 'houses')
    assert.deepEqual(houses.columns, [])
    assert.equal(houses.columnCount, 4)
    assert.equal(houses.studyCount, 1)
    assert.ok(houses.bytes > 100)
    const mnist = items.find(({ name }: Json) => name === 'mnist')
    assert.equal(mnist.columnCount, 785)
  })
})
