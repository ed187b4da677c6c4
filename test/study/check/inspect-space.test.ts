/** Constraints and forbidden combinations, from the posted body to the suggested trials. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Json, type TestApi, testApi } from '../../support/api.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const int = (low: number, high: number) => ({ $int: { low, high } })
const space = {
  batchSize: int(1, 4),
  optimizer: {
    $choice: [
      { type: 'adam', learningRate: { $float: { low: 0.001, high: 0.1, log: true, points: 3 } } },
      { type: 'sgd', momentum: { $choice: [0, 0.9] } },
    ],
  },
}
const study = {
  name: 'constrained',
  objective: { metric: 'v', direction: 'minimize' },
  space,
  constraints: ['batchSize <= 2 or optimizer[adam].learningRate < 0.01'],
  forbidden: [{ 'optimizer[sgd].momentum': 0.9, batchSize: 1 }],
}
const post = (change: object, query = '') =>
  api.call('POST', `/v1/studies${query}`, { ...study, ...change })

async function suggest(id: string, count: number): Promise<Json[]> {
  const answer = await api.call('POST', `/v1/studies/${id}/trials/suggest`, {
    count,
    clientId: 'c',
  })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.trials
}

function assertAllowed({ params }: Json): void {
  const rate = params['optimizer[adam].learningRate']
  assert.ok(params.batchSize <= 2 || rate === undefined || rate < 0.01, JSON.stringify(params))
  assert.ok(params.batchSize !== 1 || params['optimizer[sgd].momentum'] !== 0.9)
}

describe('a study with constraints', () => {
  for (const type of ['random', 'sobol', 'tpe', 'gp', 'cmaes']) {
    it(`is suggested feasible trials only by ${type}`, async () => {
      const { body, status } = await post({ sampler: { type } })
      assert.equal(status, 201, JSON.stringify(body))
      const trials = await suggest(body.id, 40)
      assert.equal(trials.length, 40)
      for (const trial of trials) assertAllowed(trial)
    })
  }

  it('has a grid of the feasible cells, each once', async () => {
    // 4 · (3 + 2) cells; not 2 · 2 by the clause (0.01 and 0.1), not 1 by the combination
    const preview = await api.call('POST', '/v1/spaces/preview', {
      space,
      constraints: study.constraints,
      forbidden: study.forbidden,
      samples: 20,
    })
    assert.equal(preview.status, 200, JSON.stringify(preview.body))
    assert.equal(preview.body.gridSize, 15)
    for (const sample of preview.body.samples) assertAllowed(sample)
    const { share, draws, feasible, clauses } = preview.body.feasibility
    assert.ok(share > 0.5 && share < 0.9 && share === feasible / draws)
    assert.deepEqual(
      clauses.map(({ pointer }: Json) => pointer),
      ['/constraints/0', '/forbidden/0'],
    )

    const { body } = await post({ sampler: { type: 'grid', shuffle: true } })
    const trials = await suggest(body.id, 50)
    assert.equal(trials.length, 15)
    for (const trial of trials) assertAllowed(trial)
    assert.equal(new Set(trials.map(({ params }) => JSON.stringify(params))).size, 15)
  })

  it('finds what little is feasible, where random draws do not', async () => {
    const { body } = await post({
      space: { a: int(1, 1_000), b: int(1, 1_000) },
      constraints: ['a == 7', 'b == 11'],
      forbidden: [],
      sampler: { type: 'random' },
    })
    const [trial] = await suggest(body.id, 1)
    assert.deepEqual(trial.params, { a: 7, b: 11 })
    const { provenance } = (await api.call('GET', `/v1/studies/${body.id}/trials/0`)).body
    assert.deepEqual(provenance, { sampler: 'random', phase: 'repaired' })
  })

  it('finds the only trial that there is', async () => {
    const { body } = await post({
      space: { a: int(1, 300), b: int(1, 300) },
      constraints: ['a + b == 600'],
      forbidden: [],
      sampler: { type: 'sobol' },
    })
    const [trial] = await suggest(body.id, 1)
    assert.deepEqual(trial.params, { a: 300, b: 300 })
  })

  it('takes no configuration that violates them', async () => {
    const broken = { batchSize: 4, optimizer: 'adam', 'optimizer[adam].learningRate': 0.05 }
    const refused = await post({ enqueue: [{ ...broken, batchSize: 2 }, broken] })
    assert.equal(refused.status, 422)
    assert.deepEqual(refused.body.errors, [
      { pointer: '/enqueue/1', detail: `violates ${study.constraints[0]} (/constraints/0)` },
    ])
    const { id } = (await post({})).body
    for (const value of [{}, { value: 1, state: 'complete' }]) {
      const answer = await api.call('POST', `/v1/studies/${id}/trials`, {
        params: broken,
        ...value,
      })
      assert.equal(answer.status, 422)
      assert.equal(answer.body.errors[0].pointer, '/params')
      assert.match(answer.body.errors[0].detail, /violates batchSize <= 2/)
    }
  })
})

const cases: [string, object, number, string[]][] = [
  ['a clause that does not parse', { constraints: ['batchSize <'] }, 422, ['/constraints/0']],
  ['an unknown name', { constraints: ['batchSize < 3', 'rate > 1'] }, 422, ['/constraints/1']],
  ['a type that does not fit', { constraints: ['optimizer > 1'] }, 422, ['/constraints/0']],
  ['a clause that is no string', { constraints: [7] }, 400, ['/constraints/0']],
  ['constraints that are no list', { constraints: 'batchSize < 3' }, 400, ['/constraints']],
  ['a clause that nothing satisfies', { constraints: ['batchSize > 4'] }, 422, ['/constraints/0']],
  [
    'clauses that exclude one another',
    { constraints: ['batchSize > 2', 'batchSize < 3'] },
    422,
    ['/constraints/1'],
  ],
  [
    'a forbidden value outside its domain',
    { forbidden: [{ batchSize: 9 }] },
    422,
    ['/forbidden/0/batchSize'],
  ],
  ['a forbidden name that is unknown', { forbidden: [{ size: 9 }] }, 422, ['/forbidden/0/size']],
  ['an empty combination', { forbidden: [{}] }, 422, ['/forbidden/0']],
  [
    'a clause beside a bad field',
    { constraints: ['rate > 1'], name: '' },
    400,
    ['/constraints/0', '/name'],
  ],
  [
    'clauses in the space',
    { space: { ...space, constraints: ['rate > 1'] } },
    422,
    ['/space/constraints/0'],
  ],
]

describe('refused are', () => {
  for (const [what, change, status, pointers] of cases) {
    it(what, async () => {
      for (const query of ['', '?validateOnly=true']) {
        const answer = await post(change, query)
        assert.equal(answer.status, status, JSON.stringify(answer.body))
        assert.deepEqual(answer.body.errors.map((fault: Json) => fault.pointer).sort(), pointers)
      }
      if ('name' in change) return
      const { constraints, forbidden } = study
      const body = { space, constraints, forbidden, ...change }
      assert.equal((await api.call('POST', '/v1/spaces/preview', body)).status, status)
    })
  }
})
