/** One fault hides no other: not one of form those of meaning, not an unknown dataset those of the space. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Json, type TestApi, testApi } from '../support/api.ts'
import { houses, housesSpec, housesStudy, uploadCsv, uploadImages } from '../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  assert.equal((await uploadCsv(api, housesSpec, houses)).status, 201)
  assert.equal((await uploadImages(api)).status, 201)
})
after(() => api.close())

const { space } = housesStudy
const output = { type: 'dense', units: 'outputs' }
const badMetric = { metric: 'validation.happiness' }

const cases: [string, object, number, string[]][] = [
  [
    'an unknown dataset, a metric that there is not, an unknown layer',
    {
      ...housesStudy,
      dataset: 'nowhere',
      objective: badMetric,
      space: { ...space, layers: [{ type: 'x' }] },
    },
    422,
    ['/dataset', '/objective/metric', '/space/layers/0/type'],
  ],
  [
    'an unknown dataset, an endless search and a sampler for several objectives',
    { ...housesStudy, dataset: 'nowhere', budget: {}, sampler: 'nsga2' },
    422,
    ['/budget', '/dataset', '/sampler/type'],
  ],
  [
    'an unknown sampler, a metric that there is not, an endless search, a faulty enqueued value',
    {
      ...housesStudy,
      sampler: 'magic',
      objective: badMetric,
      enqueue: [{ 'layers[0].units': 999, 'optimizer.learningRate': 0.01 }],
    },
    400,
    ['/enqueue/0/layers[0].units', '/objective/metric', '/sampler'],
  ],
  [
    'a name of the wrong type, a pruner for one objective, a stratified regression',
    {
      ...housesStudy,
      name: 7,
      pruner: { type: 'median', warmup: 1 },
      validation: { type: 'kfold', stratified: true },
    },
    400,
    ['/name', '/pruner/warmup', '/validation/stratified'],
  ],
  [
    'an unknown optimizer and shapes that do not fit',
    {
      ...housesStudy,
      dataset: 'images',
      objective: 'validation.accuracy',
      space: {
        ...space,
        loss: 'crossEntropy',
        layers: [{ type: 'conv2d', filters: 2, kernelSize: 99 }, { type: 'flatten' }, output],
        optimizer: 'magic',
        batchSize: 0,
      },
    },
    422,
    ['/space/batchSize', '/space/layers/0/kernelSize', '/space/optimizer'],
  ],
  [
    'a loss of the other task and shapes that do not fit',
    {
      ...housesStudy,
      space: { ...space, loss: 'crossEntropy', layers: [{ type: 'dense', units: 7 }] },
    },
    422,
    ['/space/layers/0/units', '/space/loss'],
  ],
  [
    'constraints that cannot hold beside an endless search',
    { ...housesStudy, budget: {}, constraints: ['batchSize > 5 and batchSize < 5'] },
    422,
    ['/budget', '/constraints/0'],
  ],
]

describe('POST /v1/studies answers', () => {
  for (const [what, body, status, pointers] of cases) {
    it(`all of: ${what}`, async () => {
      const answer = await api.call('POST', '/v1/studies', body)
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      const found = answer.body.errors.map((error: Json) => error.pointer)
      assert.deepEqual([...new Set(found)].sort(), pointers)
    })
  }
})
