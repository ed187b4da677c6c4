/** Names that are nearly right: the answer says which one was probably meant, wherever the name stands. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Json, type TestApi, testApi } from '../support/api.ts'
import { houses, housesSpec, housesStudy, uploadCsv } from '../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  assert.equal((await uploadCsv(api, housesSpec, houses)).status, 201)
})
after(() => api.close())

const { space } = housesStudy
const output = { type: 'dense', units: 'outputs' }
const withSpace = (change: object) => ({ ...housesStudy, space: { ...space, ...change } })
const withLayer = (layer: object) => withSpace({ layers: [layer, output] })

const cases: [string, object, string, RegExp][] = [
  ['a dataset', { ...housesStudy, dataset: 'house' }, '/dataset', /did you mean "houses"\?/],
  ['a field', { ...housesStudy, samplr: 'random' }, '/samplr', /did you mean "sampler"\?/],
  [
    'a field of a trial',
    { ...housesStudy, batch_size: 8 },
    '/batch_size',
    /"batchSize" belongs in space/,
  ],
  ['a limit', { ...housesStudy, n_trials: 8 }, '/n_trials', /"trials" belongs in budget/],
  [
    'a budget',
    { ...housesStudy, budget: { max_trials: 8 } },
    '/budget/max_trials',
    /did you mean "trials"\?/,
  ],
  [
    'a sampler',
    { ...housesStudy, sampler: 'randm' },
    '/sampler',
    /did you mean "random"\?.* Use one of auto/,
  ],
  [
    'an option of a sampler',
    { ...housesStudy, sampler: { type: 'tpe', startup_trials: 3 } },
    '/sampler/startup_trials',
    /tpe has no option "startup_trials": did you mean "startupTrials"\?/,
  ],
  [
    'a pruner',
    { ...housesStudy, pruner: { type: 'hyperbnd' } },
    '/pruner/type',
    /did you mean "hyperband"\?/,
  ],
  [
    'a validation',
    { ...housesStudy, validation: 'k-fold' },
    '/validation',
    /did you mean "kfold"\?/,
  ],
  [
    'a metric',
    { ...housesStudy, objective: { metric: 'validation.rsme', direction: 'minimize' } },
    '/objective/metric',
    /did you mean "validation.rmse"/,
  ],
  [
    'a layer',
    withLayer({ type: 'desne', units: 3 }),
    '/space/layers/0/type',
    /did you mean "dense"\?/,
  ],
  [
    'a layer of another library',
    withLayer({ type: 'Linear', units: 3 }),
    '/space/layers/0/type',
    /"dense"/,
  ],
  [
    'an option of a layer',
    withLayer({ type: 'dense', hidden: 3 }),
    '/space/layers/0/hidden',
    /dense has no option "hidden": did you mean "units"\? Its options are/,
  ],
  [
    'a value of an option',
    withLayer({ type: 'dense', units: 3, activation: 'ReLu' }),
    '/space/layers/0/activation',
    /did you mean "relu"\?/,
  ],
  ['an optimizer', withSpace({ optimizer: 'adamm' }), '/space/optimizer', /did you mean "adam"/],
  [
    'an option of an optimizer',
    withSpace({ optimizer: { type: 'adam', lr: 0.1 } }),
    '/space/optimizer/lr',
    /did you mean "learningRate"\?/,
  ],
  ['a loss', withSpace({ loss: 'mse' }), '/space/loss', /did you mean "meanSquaredError"/],
  ['a schedule', withSpace({ schedule: 'cosin' }), '/space/schedule', /did you mean "cosine"/],
  [
    'an option of an optimizer beside it',
    withSpace({ learning_rate: 0.1 }),
    '/space/learning_rate',
    /"learningRate" belongs in optimizer/,
  ],
  [
    'a hole',
    withSpace({ batchSize: { $integer: { low: 1, high: 2 } } }),
    '/space/batchSize/$integer',
    /did you mean "\$int"\?/,
  ],
  [
    'a bound',
    withSpace({ batchSize: { $int: { min: 1, high: 2 } } }),
    '/space/batchSize/$int/min',
    /did you mean "low"\?/,
  ],
  [
    'a parameter',
    { ...housesStudy, constraints: ['learning_rate > 3'] },
    '/constraints/0',
    /did you mean "optimizer.learningRate"\?/,
  ],
]

describe('POST /v1/studies says what was meant by', () => {
  for (const [what, body, pointer, detail] of cases) {
    it(`${what} that is nearly right`, async () => {
      const answer = await api.call('POST', '/v1/studies', body)
      assert.ok([400, 422].includes(answer.status), JSON.stringify(answer.body))
      const fault = answer.body.errors.find((error: Json) => error.pointer === pointer)
      assert.match(fault?.detail ?? JSON.stringify(answer.body.errors), detail)
    })
  }
})

describe('other calls say it too', () => {
  it('of a query', async () => {
    const { status, body } = await api.call('GET', '/v1/studies?limt=3')
    assert.equal(status, 400)
    assert.deepEqual(body.errors, [
      { pointer: '/query/limt', detail: 'unknown field "limt": did you mean "limit"?' },
    ])
  })

  it('of a dataset’s spec', async () => {
    const { body } = await uploadCsv(api, { ...housesSpec, name: 'b', separator: ';' }, houses)
    assert.match(body.errors[0].detail, /did you mean "delimiter"\?/)
  })

  it('of a preview’s dataset', async () => {
    const { body } = await api.call('POST', '/v1/spaces/preview', { space, dataset: 'hauses' })
    assert.match(body.errors[0].detail, /did you mean "houses"\?/)
  })
})
