/** What a study leaves out is filled in and shown; a name alone stands for an entry with its defaults. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Sampler } from '../../src/search/sampler.ts'
import { samplers } from '../../src/search/samplers/index.ts'
import { type TestApi, testApi } from '../support/api.ts'
import { houses, housesSpec, housesStudy, uploadCsv, uploadImages } from '../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  assert.equal((await uploadCsv(api, housesSpec, houses)).status, 201)
  assert.equal((await uploadImages(api)).status, 201)
})
after(() => api.close())

const post = (body: object) => api.call('POST', '/v1/studies', body)
const { space } = housesStudy

describe('a dataset and a budget', () => {
  it('make a study of a table', async () => {
    const { status, body } = await post({ dataset: 'houses', budget: { trials: 2 } })
    assert.equal(status, 201, JSON.stringify(body))
    assert.match(body.name, /^houses-\d{4}-\d{6}$/)
    const { spec } = body
    assert.equal(spec.name, body.name)
    assert.deepEqual(spec.objective, { metric: 'validation.rmse', direction: 'minimize' })
    assert.equal(spec.space.loss, 'meanSquaredError')
    assert.deepEqual(spec.space.batchSize, { $choice: [8, 16, 32], name: 'batchSize' })
  })

  it('make a study of images', async () => {
    const { status, body } = await post({ dataset: 'images', budget: { trials: 2 } })
    assert.equal(status, 201, JSON.stringify(body))
    assert.equal(body.objective.metric, 'validation.accuracy')
    assert.equal(body.spec.space.loss, 'crossEntropy')
  })

  it('can be posted again as they were filled in', async () => {
    const checked = await api.call('POST', '/v1/studies?validateOnly=true', {
      dataset: 'houses',
      budget: { trials: 2 },
    })
    assert.equal(checked.status, 200)
    const { status, body } = await post(checked.body.spec)
    assert.equal(status, 201, JSON.stringify(body))
    assert.deepEqual(body.spec, checked.body.spec)
  })

  for (const [sampler, { minObjectives }] of Object.entries<Sampler>(samplers)) {
    if (minObjectives > 1) continue
    it(`are enough for ${sampler}, on a table and on images`, async () => {
      for (const dataset of ['houses', 'images']) {
        const { status, body } = await post({ dataset, sampler, budget: { trials: 2 } })
        assert.equal(status, 201, JSON.stringify(body))
      }
    })
  }

  it('have a preview', async () => {
    const { status, body } = await api.call('POST', '/v1/spaces/preview', { dataset: 'houses' })
    assert.equal(status, 200, JSON.stringify(body))
    const names = body.parameters.map(({ name }: { name: string }) => name).sort()
    assert.deepEqual(names, ['batchSize', 'dropout', 'hiddenLayers', 'learningRate', 'units'])
    assert.ok(body.networks)
  })

  it('are not enough without a limit, and an external study needs more', async () => {
    const endless = await post({ dataset: 'houses' })
    assert.deepEqual([endless.status, endless.body.errors[0].pointer], [422, '/budget'])
    const external = await post({ name: 'external' })
    assert.equal(external.status, 400)
    const pointers = external.body.errors.map(({ pointer }: { pointer: string }) => pointer)
    assert.deepEqual(pointers, ['/objective', '/space'])
  })
})

describe('a space without loss, optimizer, batch size and epochs', () => {
  it('has one value for each, and searches nothing else', async () => {
    const { layers } = space
    const { status, body } = await post({ ...housesStudy, space: { layers } })
    assert.equal(status, 201, JSON.stringify(body))
    assert.deepEqual(body.spec.space, {
      layers,
      loss: 'meanSquaredError',
      optimizer: { type: 'adam', learningRate: 0.001 },
      batchSize: 16,
      epochs: 100,
    })
  })
})

describe('a name alone', () => {
  it('is an entry of its registry', async () => {
    const { status, body } = await post({
      ...housesStudy,
      objective: 'validation.mae',
      sampler: 'random',
      pruner: 'median',
      validation: 'kfold',
      space: { ...space, optimizer: 'adam', schedule: 'cosine' },
    })
    assert.equal(status, 201, JSON.stringify(body))
    const { objective, sampler, pruner, validation } = body.spec
    assert.deepEqual(objective, { metric: 'validation.mae', direction: 'minimize' })
    assert.deepEqual(
      [sampler.type, pruner.type, validation.type, validation.folds],
      ['random', 'median', 'kfold', 5],
    )
  })

  it('may be an option of a choice, and a layer', async () => {
    const { status, body } = await post({
      ...housesStudy,
      dataset: 'images',
      objective: 'validation.accuracy',
      space: {
        layers: ['flatten', { type: 'dense', units: 'outputs' }],
        optimizer: { $choice: ['adam', 'sgd'] },
      },
    })
    assert.equal(status, 201, JSON.stringify(body))
  })
})
