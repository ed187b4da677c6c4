/** A parameter with a prior, weights or a default is answered with them, and as the document says. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Domain } from '../../src/search/space/domain.ts'
import { type TestApi, testApi } from '../support/api.ts'
import { completeTrials, createExternal } from '../support/external-study.ts'

const space = {
  rate: {
    $float: { low: 1e-4, high: 0.1, log: true, prior: { mean: 0.01, sd: 1 }, default: 0.01 },
  },
  depth: { $int: { low: 1, high: 8, prior: { mean: 3, sd: 2 } }, default: 2 },
  act: { $choice: ['relu', 'tanh'], weights: [3, 1], default: 'tanh' },
  units: { $float: { low: 0, high: 1 } },
}
const domains = {
  rate: {
    ...{ type: 'float', low: 1e-4, high: 0.1, log: true, step: null, points: null },
    ...{ prior: { mean: 0.01, sd: 1 }, default: 0.01 },
  },
  depth: {
    ...{ type: 'int', low: 1, high: 8, log: false, step: 1, points: null },
    ...{ prior: { mean: 3, sd: 2 }, default: 2 },
  },
  act: { type: 'choice', options: ['relu', 'tanh'], weights: [3, 1], default: 'tanh' },
  units: { type: 'float', low: 0, high: 1, log: false, step: null, points: null },
}

let api: TestApi
let id: string
before(async () => {
  api = await testApi()
  id = await createExternal(api, { space })
  await completeTrials(api, id, [3, 1, 2, 4])
})
after(() => api.close())

describe('domains', () => {
  it('are whole in a preview of the space', async () => {
    const { status, body } = await api.call('POST', '/v1/spaces/preview', { space })
    assert.equal(status, 200)
    assert.deepEqual(byName(body.parameters, 'name'), domains)
  })

  it('are whole in slices and parallel axes', async () => {
    const slice = await api.call('GET', `/v1/studies/${id}/slice`)
    assert.equal(slice.status, 200, JSON.stringify(slice.body))
    assert.deepEqual(byName(slice.body.items, 'parameter'), domains)
    const parallel = await api.call('GET', `/v1/studies/${id}/parallel`)
    assert.equal(parallel.status, 200)
    assert.deepEqual(byName(parallel.body.axes, 'parameter'), domains)
  })

  it('are whole on the sides of a contour', async () => {
    const { status, body } = await api.call('GET', `/v1/studies/${id}/contour?x=rate&y=act`)
    assert.equal(status, 200)
    assert.deepEqual([body.x.domain, body.y.domain], [domains.rate, domains.act])
  })

  it('have no fields that the document does not know', () => {
    for (const domain of Object.values(domains)) assert.deepEqual(Domain.parse(domain), domain)
    assert.throws(() => Domain.parse({ ...domains.units, prior: null }))
    assert.throws(() => Domain.parse({ ...domains.units, weights: [1] }))
  })
})

function byName(items: { domain: unknown }[], key: string) {
  return Object.fromEntries(items.map((item) => [item[key as 'domain'], item.domain]))
}
