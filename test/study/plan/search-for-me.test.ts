/** Studies that name a dataset and their time, over HTTP. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type TestApi, testApi } from '../../support/api.ts'
import { houses, housesSpec, uploadCsv } from '../../support/upload.ts'

/** Sixty rows of a class and 64 numbers. */
const rows = Array.from({ length: 60 }, (_, row) =>
  [row % 3, ...Array.from({ length: 64 }, (_, at) => (at * row) % 7)].join(','),
).join('\n')

let api: TestApi
before(async () => {
  api = await testApi()
  assert.equal((await uploadCsv(api, housesSpec, houses)).status, 201)
  for (const [name, inputShape] of [
    ['images', [8, 8, 1]],
    ['sequences', [16, 4]],
  ] as const) {
    const spec = { name, task: 'classification', target: 0, header: false, inputShape }
    assert.equal((await uploadCsv(api, spec, rows)).status, 201)
  }
})
after(() => api.close())

const validate = (study: object) => api.call('POST', '/v1/studies/validate', study)

describe('a study with a dataset, seconds and no space', () => {
  it('is stored as an explicit study with the reasons', async () => {
    const { status, body } = await api.call('POST', '/v1/studies', {
      dataset: 'houses',
      budget: { seconds: 600 },
    })
    assert.equal(status, 201)
    assert.equal(body.spec.validation.type, 'kfold')
    assert.equal(body.spec.objective.metric, 'validation.rmse')
    assert.ok(body.spec.space.layers.length > 0)
    assert.ok(body.plan.length > 5)
    const { body: read } = await api.call('GET', `/v1/studies/${body.id}`)
    assert.deepEqual([read.plan, read.spec], [body.plan, body.spec])
    const { body: list } = await api.call('GET', '/v1/studies')
    const { epochs, eta, plan } = list.items.find(({ id }: { id: string }) => id === body.id)
    assert.deepEqual([epochs, eta, plan], [read.epochs, read.eta, read.plan])
    assert.deepEqual(epochs, { done: 0, planned: null })
  })

  it('is the same study when its answer is posted', async () => {
    for (const dataset of ['houses', 'images', 'sequences']) {
      const { body: first } = await validate({ dataset, budget: { seconds: 600 } })
      const { status, body: again } = await validate(first.spec)
      assert.equal(status, 200)
      assert.deepEqual(again.spec, first.spec)
      assert.equal(again.plan, null)
    }
  })

  it('keeps what the body decides', async () => {
    const pruner = { type: 'asha', minResource: 2, reductionFactor: 4 }
    const budget = { seconds: 600, trials: 7 }
    const { body } = await validate({
      dataset: 'houses',
      budget,
      pruner,
      sampler: 'random',
      seed: 4,
    })
    const { spec } = body
    assert.deepEqual([spec.sampler.type, spec.seed, spec.budget.trials], ['random', 4, 7])
    assert.deepEqual([spec.budget.seconds, spec.finalists.share], [600, 0.4])
    assert.equal(spec.pruner.reductionFactor, 4)
  })

  it('is planned only if it asks for that: trials alone, and grids, get the default space', async () => {
    const [byTrials, grid] = await Promise.all([
      validate({ dataset: 'houses', budget: { trials: 3 } }),
      validate({ dataset: 'houses', budget: { seconds: 600 }, sampler: 'grid' }),
    ])
    assert.deepEqual([byTrials.body.plan, grid.body.plan], [null, null])
  })

  it('is refused with a pointer if the time is too short for one trial', async () => {
    const { status, body } = await validate({ dataset: 'images', budget: { seconds: 0.1 } })
    assert.equal(status, 422)
    assert.deepEqual(
      body.errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/budget/seconds'],
    )
  })

  it('is refused with the rule that failed if the data are unusable', async () => {
    const tiny = houses.split('\n').slice(0, 6).join('\n')
    const spec = { ...housesSpec, name: 'tiny', testFraction: 0 }
    assert.equal((await uploadCsv(api, spec, tiny)).status, 201)
    const { status, body } = await validate({ dataset: 'tiny', budget: { seconds: 60 } })
    assert.equal(status, 422)
    assert.equal(body.errors[0].pointer, '/dataset')
    assert.match(body.errors[0].detail, /5 rows.*rule `data`/)
  })
})
