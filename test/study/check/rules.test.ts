/** Searches that cannot be run are refused with a pointer to every fault; nothing is stored. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { samplers } from '../../../src/search/samplers/index.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const study = {
  name: 'external',
  objective: { metric: 'value', direction: 'minimize' },
  space: { x: { $float: { low: 0, high: 1 } } },
}
const two = [
  { metric: 'error', direction: 'minimize' },
  { metric: 'speed', direction: 'maximize' },
]
const several = { name: 'several', objectives: two, space: study.space }
const fixed = { name: 'fixed', objective: study.objective, space: { x: 1, y: { z: 'a' } } }

const cases: [string, object, number, string[]][] = [
  ['an unknown sampler', { ...study, sampler: { type: 'magic' } }, 400, ['/sampler/type']],
  ['a sampler without a type', { ...study, sampler: {} }, 400, ['/sampler/type']],
  [
    'an unknown option of a sampler',
    { ...study, sampler: { type: 'tpe', gamma: 1 } },
    400,
    ['/sampler/gamma'],
  ],
  [
    'an option that is out of range, and one of the wrong type',
    { ...study, sampler: { type: 'tpe', candidates: 0, startupTrials: 'many' } },
    400,
    ['/sampler/candidates', '/sampler/startupTrials'],
  ],
  [
    'pbt in order with more trials at once than members',
    {
      ...study,
      sampler: { type: 'pbt', populationSize: 4, generations: 2 },
      budget: { trials: 8 },
      ordered: true,
      parallelism: 5,
    },
    422,
    ['/parallelism'],
  ],
  ['gp without anything to choose', { ...fixed, sampler: { type: 'gp' } }, 422, ['/space']],
  ['nsga2 with one objective', { ...study, sampler: { type: 'nsga2' } }, 422, ['/sampler/type']],
  ['cmaes with two objectives', { ...several, sampler: { type: 'cmaes' } }, 422, ['/sampler/type']],
  [
    'a pruner that judges one objective, with two',
    { ...several, pruner: { type: 'median' } },
    422,
    ['/pruner/type'],
  ],
  ['an unknown pruner', { ...study, pruner: { type: 'sheep' } }, 400, ['/pruner/type']],
  [
    'an unknown option of a pruner',
    { ...study, pruner: { type: 'asha', eta: 3 } },
    400,
    ['/pruner/eta'],
  ],
  ['a lease of no time', { ...study, leaseSeconds: 0 }, 400, ['/leaseSeconds']],
  ['no objective', { ...study, objective: undefined }, 400, ['/objective']],
  [
    'an ensemble, and neither an objective nor a dataset',
    { ...study, objective: undefined, finalists: {}, ensemble: { size: 3 } },
    400,
    ['/finalists', '/objective'],
  ],
  [
    'a sampler and a pruner that are unknown',
    {
      ...study,
      sampler: { type: 'magic' },
      pruner: { type: 'sheep' },
    },
    400,
    ['/pruner/type', '/sampler/type'],
  ],
]

const countOf = async (): Promise<number[]> => {
  const { rows } = await api.db.pool.query(
    'SELECT (SELECT count(*) FROM study)::int AS s, (SELECT count(*) FROM trial)::int AS t, (SELECT count(*) FROM event)::int AS e',
  )
  return [rows[0].s, rows[0].t, rows[0].e]
}

describe('POST /v1/studies refuses', () => {
  for (const [about, body, status, pointers] of cases) {
    it(`${about}, and stores nothing`, async () => {
      const before = await countOf()
      const answer = await api.call('POST', '/v1/studies', body)
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      const found: string[] = answer.body.errors.map((error: Json) => error.pointer)
      assert.deepEqual(found.sort(), pointers)
      assert.deepEqual(await countOf(), before)
    })
  }
})

describe('a space with nothing to choose', () => {
  for (const [sampler, { minObjectives }] of Object.entries(samplers)) {
    it(`is either refused with a pointer, or gives its one trial, with ${sampler}`, async () => {
      const objectives = minObjectives > 1 ? { objectives: two, objective: undefined } : {}
      const body = { ...fixed, ...objectives, sampler: { type: sampler }, budget: { trials: 3 } }
      const answer = await api.call('POST', '/v1/studies', body)
      if (answer.status !== 201) {
        assert.equal(answer.status, 422, JSON.stringify(answer.body))
        assert.ok(answer.body.errors.length > 0)
        return
      }
      const at = `/v1/studies/${answer.body.id}/trials/suggest`
      const asked = await api.call('POST', at, { clientId: 'client' })
      assert.equal(asked.status, 200, JSON.stringify(asked.body))
      assert.deepEqual(asked.body.trials[0]?.spec, fixed.space)
    })
  }
})
