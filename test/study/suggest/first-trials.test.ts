/** What is tried first, and what is known before: defaults, enqueued configurations, imported results. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'
import { uploadImages } from '../../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  assert.equal((await uploadImages(api)).status, 201)
})
after(() => api.close())

const space = {
  rate: { $float: { low: 1e-4, high: 1, log: true, default: 0.01 } },
  batch: { $choice: [10, 32, 128], default: 32 },
  units: { $int: { low: 1, high: 9 } },
}
const trialsOf = async (id: string): Promise<Json[]> =>
  (await api.call('GET', `/v1/studies/${id}/trials?limit=100`)).body.items
const add = (id: string, body: object) => api.call('POST', `/v1/studies/${id}/trials`, body)
const pointersOf = ({ body }: { body: Json }) =>
  body.errors.map(({ pointer }: Json) => pointer).sort()

describe('defaults', () => {
  it('are the first trial, before what is enqueued and what is suggested', async () => {
    const id = await createExternal(api, { space, enqueue: [{ units: 2, batch: 10 }] })
    const ask = { clientId: 'c', count: 3 }
    const { trials } = (await api.call('POST', `/v1/studies/${id}/trials/suggest`, ask)).body
    assert.deepEqual(trials[0].params, { rate: 0.01, batch: 32, units: 5 })
    assert.deepEqual(trials[1].params, { rate: 0.01, batch: 10, units: 2 })
    const [first, second, third] = await trialsOf(id)
    assert.deepEqual(first.provenance, { phase: 'defaults', filled: 'units' })
    assert.deepEqual(second.provenance, { phase: 'enqueued', filled: 'rate' })
    assert.equal(third.source, 'suggested')
  })

  it('are left out on request, and made on request where no hole has one', async () => {
    assert.deepEqual(await trialsOf(await createExternal(api, { space, defaults: false })), [])
    const [first] = await trialsOf(await createExternal(api, { defaults: true }))
    assert.deepEqual(first.params, { x: 0.5 })
    assert.deepEqual(await trialsOf(await createExternal(api)), [])
  })

  it('are a cell of the grid that is not visited twice', async () => {
    const grid = { batch: space.batch, units: { $int: { low: 1, high: 3 }, default: 2 } }
    const id = await createExternal(api, { space: grid, sampler: { type: 'grid' } })
    const ask = { clientId: 'c', count: 50 }
    const { trials } = (await api.call('POST', `/v1/studies/${id}/trials/suggest`, ask)).body
    assert.equal(trials.length, 9)
    assert.equal(new Set(trials.map(({ params }: Json) => JSON.stringify(params))).size, 9)
  })

  it('must satisfy the constraints, and be trainable', async () => {
    const refused = await api.call('POST', '/v1/studies', {
      name: 'd',
      objective: { metric: 'v', direction: 'minimize' },
      space,
      constraints: ['batch < 32'],
    })
    assert.equal(refused.status, 422)
    assert.deepEqual(pointersOf(refused), ['/defaults'])
    const conv = (kernelSize: object) => ({ type: 'conv2d', filters: 2, kernelSize })
    const trained = await api.call('POST', '/v1/studies', {
      name: 'd',
      dataset: 'images',
      objective: { metric: 'validation.accuracy', direction: 'maximize' },
      budget: { trials: 3 },
      space: {
        layers: [
          conv({ $choice: [1, 3], default: 3 }),
          conv({ $choice: [2, 4], default: 4 }), // fits 4 × 4 pixels behind a kernel of 1 alone
          { type: 'flatten' },
          { type: 'dense', units: 'outputs' },
        ],
        loss: 'crossEntropy',
        optimizer: { type: 'adam' },
        batchSize: 4,
        epochs: 1,
      },
    })
    assert.equal(trained.status, 422)
    assert.deepEqual(pointersOf(trained), ['/defaults'], JSON.stringify(trained.body))
  })
})

describe('an enqueued configuration', () => {
  it('needs what has no default, in the study and after it', async () => {
    const refused = await api.call('POST', '/v1/studies', {
      name: 'd',
      objective: { metric: 'v', direction: 'minimize' },
      space,
      enqueue: [{ batch: 10 }, { units: 3, batch: 11, size: 1 }],
    })
    assert.deepEqual(pointersOf(refused), [
      '/enqueue/0/units',
      '/enqueue/1/batch',
      '/enqueue/1/size',
    ])
    const id = await createExternal(api, { space, defaults: false })
    assert.deepEqual(pointersOf(await add(id, { params: {} })), ['/params/units'])
    const { body } = await add(id, { params: { units: 3 } })
    assert.deepEqual(body.params, { units: 3, rate: 0.01, batch: 32 })
  })

  it('may be a part of a filled-in space', async () => {
    const nested = {
      optimizer: {
        $choice: [
          { type: 'adam', learningRate: { $float: { low: 0, high: 1, default: 0.1 } } },
          { type: 'sgd', momentum: { $choice: [0, 0.9] } },
        ],
      },
      units: { $int: { low: 1, high: 9, default: 4 } },
    }
    const spec = { optimizer: { type: 'sgd', momentum: 0.9 } }
    const study = { space: nested, defaults: false }
    const id = await createExternal(api, { ...study, enqueue: [spec] })
    const given = await add(id, { spec: { optimizer: { type: 'adam' } } })
    assert.equal(given.status, 201, JSON.stringify(given.body))
    const result = { optimizer: { type: 'adam', learningRate: 0.5 }, units: 2 }
    assert.equal((await add(id, { spec: result, value: 3 })).status, 201)
    assert.deepEqual(
      (await trialsOf(id)).map(({ params, state }) => [state, params]),
      [
        ['waiting', { optimizer: 'sgd', 'optimizer[sgd].momentum': 0.9, units: 4 }],
        ['waiting', { optimizer: 'adam', 'optimizer[adam].learningRate': 0.1, units: 4 }],
        ['complete', { optimizer: 'adam', 'optimizer[adam].learningRate': 0.5, units: 2 }],
      ],
    )
    // a result has no defaults
    assert.deepEqual(pointersOf(await add(id, { spec: { units: 2 }, value: 3 })), [
      '/spec/optimizer',
    ])
    const wrong = { optimizer: { type: 'sgd', momentum: 1 } }
    assert.deepEqual(pointersOf(await add(id, { spec: wrong })), ['/spec/optimizer/momentum'])
    assert.deepEqual(pointersOf(await add(id, { spec, params: {} })), ['/spec'])
    const refused = await api.call('POST', '/v1/studies', {
      name: 'd',
      objective: { metric: 'v', direction: 'minimize' },
      ...study,
      enqueue: [spec, wrong],
    })
    assert.deepEqual(pointersOf(refused), ['/enqueue/1/optimizer/momentum'])
  })

  it('counts in the budget with the defaults', async () => {
    const refused = await api.call('POST', '/v1/studies', {
      name: 'd',
      objective: { metric: 'v', direction: 'minimize' },
      space,
      enqueue: [{ units: 3 }],
      budget: { trials: 1 },
    })
    assert.deepEqual(pointersOf(refused), ['/enqueue'])
  })
})

describe('an imported result', () => {
  const params = { x: 0.5 }

  it('may have a learning curve', async () => {
    const id = await createExternal(api)
    const reports = [1, 2, 3].map((step) => ({ step, value: [5, 3, null][step - 1] }))
    const { status, body } = await add(id, { params, value: 3, reports })
    assert.equal(status, 201, JSON.stringify(body))
    assert.equal(body.state, 'complete')
    assert.equal(body.step, 2)
    assert.equal(body.lastStep, 3)
    const { points } = (await api.call('GET', `/v1/studies/${id}/trials/0/metrics`)).body
    assert.deepEqual(
      points.map(({ step, value }: Json) => [step, value]),
      [
        [1, 5],
        [2, 3],
        [3, null],
      ],
    )
  })

  it('may be that of a pruned or failed trial, which is not ranked', async () => {
    const id = await createExternal(api)
    const pruned = await add(id, { params, state: 'pruned', reports: [{ step: 4, value: 9 }] })
    assert.equal(pruned.body.state, 'pruned')
    assert.equal(pruned.body.lastStep, 4)
    const failed = await add(id, { params, state: 'failed', reason: 'diverged' })
    assert.equal(failed.body.reason, 'diverged')
    assert.equal(failed.body.source, 'imported')
    const { items } = (await api.call('GET', `/v1/studies/${id}/leaderboard`)).body
    assert.deepEqual(items, [])
    const { trials } = (await api.call('GET', `/v1/studies/${id}`)).body
    assert.equal(trials.pruned + trials.failed, 2)
  })

  it('teaches the sampler', async () => {
    const sampler = { type: 'tpe', startupTrials: 5 }
    const id = await createExternal(api, { sampler })
    for (let i = 0; i < 12; i++) await add(id, { params: { x: i / 12 }, value: Math.abs(i - 3) })
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'c' })
    const { provenance } = (await api.call('GET', `/v1/studies/${id}/trials/12`)).body
    assert.equal(provenance.phase, 'exploit')
  })

  const cases: [object, number, string][] = [
    [{ state: 'failed', value: 1 }, 400, '/value'],
    [{ state: 'pruned', values: [1] }, 400, '/values'],
    [{ state: 'complete', value: 1, reason: 'r' }, 400, '/reason'],
    [{ reports: [{ step: 1, value: 1 }] }, 400, '/reports'],
    [
      {
        value: 1,
        reports: [
          { step: 2, value: 1 },
          { step: 2, value: 1 },
        ],
      },
      400,
      '/reports/1/step',
    ],
    [{ value: 1, reports: [{ step: 0, value: 1 }] }, 400, '/reports/0/step'],
    [{ state: 'running' }, 400, '/state'],
    [{ value: 1, params: {} }, 422, '/params/x'],
  ]
  for (const [body, status, pointer] of cases) {
    it(`is refused: ${JSON.stringify(body)}`, async () => {
      const id = await createExternal(api)
      const answer = await add(id, { params, ...body })
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      assert.deepEqual(pointersOf(answer), [pointer])
      assert.deepEqual(await trialsOf(id), [])
    })
  }
})
