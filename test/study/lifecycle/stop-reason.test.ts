/** How studies end by themselves, over the API. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { stopRules } from '../../../src/db/rows.ts'
import { Budget } from '../../../src/study/posted-study.ts'
import { type TestApi, testApi } from '../../support/api.ts'
import { completeTrials, createExternal } from '../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const read = async (id: string) => (await api.call('GET', `/v1/studies/${id}`)).body
const random = { sampler: { type: 'random' } }

describe('budget.noImprovement', () => {
  test('ends a study after so many trials without a better value, and says since when', async () => {
    const budget = { noImprovement: { trials: 3 } }
    const id = await createExternal(api, { ...random, budget })
    await completeTrials(api, id, [5, 4, 4, 6])
    assert.equal((await read(id)).state, 'running')
    await completeTrials(api, id, [4.5])
    const { state, stopReason } = await read(id)
    assert.equal(state, 'complete')
    assert.equal(
      stopReason,
      'budget.noImprovement: 3 trials since trial 1, the last that was better',
    )
    const asked = await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'c' })
    assert.deepEqual(asked.body, { trials: [] })
  })

  test('a gain below minDelta is none; a larger limit lets the study go on', async () => {
    const budget = { noImprovement: { trials: 2, minDelta: 0.5 } }
    const id = await createExternal(api, { ...random, budget })
    await completeTrials(api, id, [5, 4.8, 4.6])
    assert.match((await read(id)).stopReason, /^budget\.noImprovement: 2 trials since trial 0/)
    const patch = { budget: { noImprovement: { trials: 4 } } }
    const patched = await api.call('PATCH', `/v1/studies/${id}`, patch)
    assert.equal(patched.body.state, 'running')
    assert.deepEqual(patched.body.spec.budget.noImprovement, { trials: 4, minDelta: 0 })
  })
})

test('budget.expectedImprovement ends a study in which little is to be gained', async () => {
  const budget = { expectedImprovement: 0.05, trials: 500 }
  const id = await createExternal(api, { sampler: { type: 'gp' }, budget, seed: 2 })
  for (let n = 0; n < 60; n++) {
    const body = { clientId: 'client' }
    const { trials } = (await api.call('POST', `/v1/studies/${id}/trials/suggest`, body)).body
    if (trials.length === 0) break
    const { number, params } = trials[0]
    const value = (params.x - 0.3) ** 2
    await api.call('POST', `/v1/studies/${id}/trials/${number}/complete`, { value })
  }
  const { state, stopReason, trials, expectedImprovement } = await read(id)
  assert.equal(state, 'complete')
  const { threshold, latest, history } = expectedImprovement
  assert.equal(threshold, 0.05)
  assert.deepEqual(latest, history.at(-1))
  assert.equal(latest.trials, trials.complete)
  assert.ok(latest.value < threshold)
  assert.ok(stopReason.includes(latest.value.toPrecision(3)), `${stopReason}, ${latest.value}`)
  // the estimates before were larger, and those of too few trials are none
  assert.ok(history.slice(0, -1).every(({ value }: { value: number }) => value >= threshold))
  assert.match(stopReason, /^budget\.expectedImprovement: \S+ is expected of the next trial$/)
  assert.ok(trials.complete >= 20 && trials.complete < 60, `${trials.complete}`)
})

test('a study says from how many trials it expects an improvement, and null where it cannot', async () => {
  const budget = { expectedImprovement: 1e-9, trials: 500 }
  const id = await createExternal(api, { ...random, budget })
  const expected = async () => (await read(id)).expectedImprovement
  assert.deepEqual(await expected(), { threshold: 1e-9, latest: null, history: [] })
  await completeTrials(api, id, [3, 2])
  const few = { trials: 2, value: null }
  assert.deepEqual(await expected(), { threshold: 1e-9, latest: few, history: [few] })
  const plain = await createExternal(api, random)
  assert.equal((await read(plain)).expectedImprovement, null)
  const listed = (await api.call('GET', '/v1/studies')).body.items
  assert.deepEqual(
    listed.find((study: { id: string }) => study.id === id).expectedImprovement.latest,
    few,
  )
})

describe('limits that mean nothing are refused with a pointer', () => {
  const pointersOf = async (study: object) => {
    const body = {
      name: 's',
      objective: { metric: 'v', direction: 'minimize' },
      space: { x: { $float: { low: 0, high: 1 } } },
      ...study,
    }
    const answer = await api.call('POST', '/v1/studies', body)
    assert.ok([400, 422].includes(answer.status), JSON.stringify(answer.body))
    return answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)
  }
  const objectives = [
    { metric: 'a', direction: 'minimize' },
    { metric: 'b', direction: 'maximize' },
  ]
  const two = { objective: undefined, objectives }

  test('by the schema', async () => {
    const at = (budget: object) => pointersOf({ budget })
    assert.deepEqual(await at({ noImprovement: { trials: 0 } }), ['/budget/noImprovement/trials'])
    assert.deepEqual(await at({ noImprovement: 5 }), ['/budget/noImprovement'])
    assert.deepEqual(await at({ expectedImprovement: 0 }), ['/budget/expectedImprovement'])
    const negative = { noImprovement: { trials: 1, minDelta: -1 } }
    assert.deepEqual(await at(negative), ['/budget/noImprovement/minDelta'])
  })

  test('by what the study is', async () => {
    const budget = { noImprovement: { trials: 5, minDelta: 0.1 }, expectedImprovement: 0.1 }
    assert.deepEqual(await pointersOf({ ...two, budget }), [
      '/budget/noImprovement/minDelta',
      '/budget/expectedImprovement',
    ])
    const fixed = { space: { x: 1 }, sampler: { type: 'random' } }
    assert.deepEqual(await pointersOf({ ...fixed, budget: { expectedImprovement: 0.1 } }), [
      '/budget/expectedImprovement',
    ])
    assert.deepEqual(await pointersOf({ ...two, pruner: { type: 'median' } }), ['/pruner/type'])
    const id = await createExternal(api, two)
    const patch = { budget: { expectedImprovement: 0.1 } }
    const { status, body } = await api.call('PATCH', `/v1/studies/${id}`, patch)
    assert.equal(status, 422)
    assert.equal(body.errors[0].pointer, '/budget/expectedImprovement')
  })
})

test('each limit of a budget is a rule that may end a study', () => {
  const ofBudget = stopRules.filter((rule) => rule.startsWith('budget.'))
  assert.deepEqual(
    ofBudget,
    Object.keys(Budget.shape).map((limit) => `budget.${limit}`),
  )
})
