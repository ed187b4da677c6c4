/** A study that learns from the trials of another one. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { spreadRanks } from '../../../src/study/suggest/warm-start.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'
import { houses, housesSpec, housesStudy, uploadCsv } from '../../support/upload.ts'

let api: TestApi
let source: string
const unit = { $float: { low: 0, high: 1 } }
const study = {
  name: 'warm',
  objective: { metric: 'value', direction: 'minimize' },
  space: { x: unit, y: unit },
  sampler: { type: 'tpe' },
}
const post = (change: object, query = '') =>
  api.call('POST', `/v1/studies${query}`, { ...study, warmStart: { study: source }, ...change })

before(async () => {
  api = await testApi()
  assert.equal((await uploadCsv(api, housesSpec, houses)).status, 201)
  source = await createExternal(api, { space: { x: unit, z: { $bool: true } } })
  for (let i = 0; i < 30; i++) {
    const params = { x: i / 30, z: i % 2 === 0 }
    const value = Math.abs(i / 30 - 0.3)
    await api.call('POST', `/v1/studies/${source}/trials`, { params, value })
  }
})
after(() => api.close())

describe('a warm start', () => {
  const report = (considered: number) => ({
    study: source,
    considered,
    trials: considered,
    matched: ['x'],
    unmatched: [
      { name: 'y', detail: 'not in the other study' },
      { name: 'z', detail: 'only in the other study' },
    ],
  })

  it('reports what matched, in a check too', async () => {
    const checked = await post({}, '?validateOnly=true')
    assert.deepEqual(checked.body.warmStart, report(30))
    const { body } = await post({ warmStart: { study: source, trials: 9 } })
    assert.deepEqual(body.warmStart, report(9))
    assert.deepEqual((await api.call('GET', `/v1/studies/${body.id}`)).body.warmStart, report(9))
    assert.equal((await api.call('GET', `/v1/studies/${source}`)).body.warmStart, null)
  })

  for (const type of ['tpe', 'gp', 'cmaes']) {
    it(`teaches ${type} from its first suggestion on, near the best of the other study`, async () => {
      const { body } = await post({ sampler: { type }, budget: { trials: 12 } })
      const ask = { clientId: 'c', count: 12 }
      const { trials } = (await api.call('POST', `/v1/studies/${body.id}/trials/suggest`, ask)).body
      assert.equal(trials.length, 12, 'the budget is for new trials')
      const distances = trials.map(({ params }: Json) => Math.abs(params.x - 0.3)).sort()
      // uniform draws have a median distance of 0.25 here
      assert.ok(distances[6] < 0.2, String(distances))
      const { provenance } = (await api.call('GET', `/v1/studies/${body.id}/trials/0`)).body
      assert.notEqual(provenance.phase, 'start-up')
    })
  }

  it('adds no trials: the leaderboard and the counts are of this study', async () => {
    const { body } = await post({})
    assert.deepEqual(body.trials, (await post({ warmStart: undefined })).body.trials)
    const board = await api.call('GET', `/v1/studies/${body.id}/leaderboard`)
    assert.deepEqual(board.body.items, [])
  })

  it('outlives the other study', async () => {
    const other = await createExternal(api, { space: { x: unit } })
    for (const x of [0.1, 0.2, 0.3]) {
      await api.call('POST', `/v1/studies/${other}/trials`, { params: { x }, value: x })
    }
    const sampler = { type: 'tpe', startupTrials: 3 }
    const { body } = await post({ warmStart: { study: other }, sampler })
    await api.call('DELETE', `/v1/studies/${other}`)
    await api.call('POST', `/v1/studies/${body.id}/trials/suggest`, { clientId: 'c' })
    const { provenance } = (await api.call('GET', `/v1/studies/${body.id}/trials/0`)).body
    assert.equal(provenance.phase, 'exploit')
  })

  it('is the same for the same study, in order too', async () => {
    const suggestions = []
    for (let i = 0; i < 2; i++) {
      const { body } = await post({ ordered: true, parallelism: 2 })
      const ask = { clientId: 'c', count: 2 }
      suggestions.push((await api.call('POST', `/v1/studies/${body.id}/trials/suggest`, ask)).body)
    }
    assert.equal(suggestions[0].trials.length, 2)
    assert.deepEqual(suggestions[0], suggestions[1])
  })
})

describe('refused are', () => {
  const pointersOf = ({ body }: { body: Json }) => body.errors.map(({ pointer }: Json) => pointer)
  const cases: [string, () => object, number, string, RegExp][] = [
    [
      'an unknown study',
      () => ({ warmStart: { study: 'none' } }),
      422,
      '/warmStart/study',
      /no study/,
    ],
    ['no id', () => ({ warmStart: {} }), 400, '/warmStart/study', /./],
    [
      'too many trials',
      () => ({ warmStart: { study: source, trials: 1e6 } }),
      400,
      '/warmStart/trials',
      /./,
    ],
    [
      'another metric',
      () => ({ objective: { metric: 'loss', direction: 'minimize' } }),
      422,
      '/warmStart/study',
      /minimize value; the objective of this study is minimize loss/,
    ],
    [
      'another direction',
      () => ({ objective: { metric: 'value', direction: 'maximize' } }),
      422,
      '/warmStart/study',
      /the objective of this study is maximize value/,
    ],
    [
      'no parameter in common',
      () => ({ space: { a: unit, x: { $bool: true } } }),
      422,
      '/warmStart/study',
      /no parameter in common \(a: not in the other study; x: a choice here, a float there; z/,
    ],
    [
      'no trial that fits',
      () => ({ space: { x: { $float: { low: 0.991, high: 1 } } } }),
      422,
      '/warmStart/study',
      /none of its 30 complete trials/,
    ],
    [
      'a sampler that does not learn',
      () => ({ sampler: { type: 'sobol' } }),
      422,
      '/warmStart',
      /does not use earlier trials/,
    ],
    [
      'another dataset',
      () => ({ ...housesStudy, sampler: { type: 'tpe' } }),
      422,
      '/warmStart/study',
      /the objective of this study is|another dataset/,
    ],
  ]
  for (const [what, change, status, pointer, detail] of cases) {
    it(what, async () => {
      const answer = await post(change())
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      assert.deepEqual(pointersOf(answer), [pointer])
      assert.match(answer.body.errors[0].detail, detail)
    })
  }

  it('a study without results', async () => {
    const empty = await createExternal(api, { space: { x: unit } })
    const answer = await post({ warmStart: { study: empty } })
    assert.deepEqual(pointersOf(answer), ['/warmStart/study'])
    assert.match(answer.body.errors[0].detail, /no complete trial/)
  })
})

it('the best half is taken, and the others evenly down to the worst', () => {
  assert.deepEqual(spreadRanks(3, 5), [1, 2, 3])
  assert.deepEqual(spreadRanks(100, 8), [1, 2, 3, 4, 28, 52, 76, 100])
  assert.deepEqual(spreadRanks(100, 1), [1])
  assert.deepEqual(spreadRanks(10, 9), [1, 2, 3, 4, 5, 6, 8, 9, 10])
})
