import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { metrics } from '../../src/engine/metrics/index.ts'
import { type TestApi, testApi } from '../support/api.ts'
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
const onPrices = { ...housesStudy, space: { ...space, loss: 'gaussianNll' } }
const onImages = {
  ...housesStudy,
  dataset: 'images',
  space: { ...space, layers: [{ type: 'flatten' }, output], loss: 'crossEntropy' },
}

/** A study in which training reports the metric. */
function studyOf(name: keyof typeof metrics): object {
  const isOfClasses = metrics[name].tasks.some((task) => task === 'classification')
  return isOfClasses ? onImages : onPrices
}

function partsOf(name: keyof typeof metrics): readonly string[] {
  const { parts } = metrics[name]
  return parts
}

const post = (study: object, objective: object) =>
  api.call('POST', '/v1/studies', { ...study, objective })

describe('the direction of an objective', () => {
  for (const name of Object.keys(metrics) as (keyof typeof metrics)[]) {
    const { better } = metrics[name]
    const worse = better === 'minimize' ? 'maximize' : 'minimize'
    for (const part of partsOf(name)) {
      const metric = `${part}.${name}`

      it(`is ${better} for ${metric} where none is given, and answers show it`, async () => {
        const { status, body } = await post(studyOf(name), { metric })
        assert.equal(status, 201, JSON.stringify(body))
        assert.deepEqual(body.objective, { metric, direction: better })
        assert.equal(body.spec.objective.direction, better)
        const { body: board } = await api.call('GET', `/v1/studies/${body.id}/leaderboard`)
        assert.equal(board.direction, better)
      })

      it(`is refused where it says ${worse} ${metric}`, async () => {
        const { status, body } = await post(studyOf(name), { metric, direction: worse })
        assert.equal(status, 422, JSON.stringify(body))
        assert.equal(body.errors[0].pointer, '/objective/direction')
        assert.match(body.errors[0].detail, /"sure": true/)
      })
    }
  }

  it('is taken at its word with `sure`', async () => {
    const objective = { metric: 'validation.loss', direction: 'maximize', sure: true }
    const { status, body } = await post(onImages, objective)
    assert.equal(status, 201, JSON.stringify(body))
    assert.deepEqual(body.objective, objective)
  })

  it('is refused by its place among several objectives', async () => {
    const objectives = [
      { metric: 'validation.loss' },
      { metric: 'validation.accuracy', direction: 'minimize' },
    ]
    const { body } = await api.call('POST', '/v1/studies', {
      ...onImages,
      objective: undefined,
      objectives,
    })
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer)
    assert.ok(pointers.includes('/objectives/1/direction'), JSON.stringify(body))
  })

  it('must be given in an external study, and may be either way there', async () => {
    const external = { name: 'external', space: { x: { $float: { low: 0, high: 1 } } } }
    const refused = await post(external, { metric: 'validation.loss' })
    assert.equal(refused.status, 422)
    assert.equal(refused.body.errors[0].pointer, '/objective/direction')
    const given = await post(external, { metric: 'validation.loss', direction: 'maximize' })
    assert.equal(given.status, 201, JSON.stringify(given.body))
  })
})

describe('the metrics that a study asks for', () => {
  const checked = (study: object) => api.call('POST', '/v1/studies?validateOnly=true', study)

  it('are known ones, each by its place', async () => {
    const metrics = ['validation.auc', 'validation.rmse', 'train.auc', 'auc']
    const { status, body } = await checked({
      ...onImages,
      objective: { metric: 'validation.loss' },
      metrics,
    })
    assert.equal(status, 422)
    assert.deepEqual(
      body.errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/metrics/1', '/metrics/2', '/metrics/3'],
    )
    const known = { metrics: ['validation.auc', 'train.accuracy'] }
    const { status: ok } = await checked({
      ...onImages,
      objective: { metric: 'validation.loss' },
      ...known,
    })
    assert.equal(ok, 200)
  })

  it('are none in an external study', async () => {
    const { status, body } = await checked({
      name: 'external',
      space: { x: { $float: { low: 0, high: 1 } } },
      objective: { metric: 'gain', direction: 'maximize' },
      metrics: ['validation.auc'],
    })
    assert.equal(status, 422)
    assert.equal(body.errors[0].pointer, '/metrics')
  })
})

describe('GET /v1/metrics', () => {
  it('has the table', async () => {
    const { body } = await api.call('GET', '/v1/metrics')
    assert.deepEqual(
      body.items.map(({ name, better }: { name: string; better: string }) => [name, better]),
      Object.entries(metrics).map(([name, { better }]) => [name, better]),
    )
  })
})
