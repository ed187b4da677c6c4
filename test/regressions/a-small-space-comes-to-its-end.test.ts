/** Budgets larger than the space: no copies, and `exhausted` at the end, for those who train by themselves too. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApi, testApi } from '../support/api.ts'
import { createExternal } from '../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const space = { units: { $choice: [4, 8] }, rate: { $choice: [0.01, 0.001] } }

/** Several clients ask in turn, and tell only once all of them hold what they got. */
async function work(id: string, { clients, fails = false }: { clients: number; fails?: boolean }) {
  const tried: string[] = []
  for (;;) {
    const asked = await Promise.all(
      Array.from({ length: clients }, (_, client) =>
        api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: `c${client}`, count: 2 }),
      ),
    )
    const trials = asked.flatMap(({ body }) => body.trials)
    if (trials.length === 0) return tried
    for (const { number, params } of trials) {
      tried.push(`${params.units} ${params.rate}`)
      const told = fails ? { state: 'failed', reason: 'no' } : { value: params.units * params.rate }
      const { status } = await api.call('POST', `/v1/studies/${id}/trials/${number}/complete`, told)
      assert.equal(status, 200)
    }
  }
}

for (const type of ['random', 'sobol', 'tpe', 'gp', 'cmaes', 'auto', 'bohb']) {
  test(`${type} tries four configurations of twelve trials, then the study is complete`, async () => {
    const id = await createExternal(api, { space, sampler: { type }, budget: { trials: 12 } })
    const tried = await work(id, { clients: 3 })
    assert.deepEqual([...new Set(tried)].sort(), tried.toSorted())
    assert.equal(tried.length, 4)
    const { body } = await api.call('GET', `/v1/studies/${id}`)
    assert.deepEqual([body.state, body.stopReason], ['complete', 'exhausted'])
  })
}

test('failed trials were tried', async () => {
  const id = await createExternal(api, { space, sampler: { type: 'tpe' }, budget: { trials: 12 } })
  assert.equal((await work(id, { clients: 1, fails: true })).length, 4)
  const { body } = await api.call('GET', `/v1/studies/${id}`)
  assert.deepEqual([body.state, body.stopReason], ['failed', 'exhausted, all trials failed'])
})

test('what was enqueued twice is tried twice, what was imported not again', async () => {
  const id = await createExternal(api, {
    space,
    sampler: { type: 'random' },
    enqueue: [
      { units: 4, rate: 0.01 },
      { units: 4, rate: 0.01 },
    ],
  })
  const imported = { params: { units: 8, rate: 0.01 }, state: 'complete', value: 1 }
  assert.equal((await api.call('POST', `/v1/studies/${id}/trials`, imported)).status, 201)
  const tried = await work(id, { clients: 1 })
  assert.deepEqual(tried.toSorted(), ['4 0.001', '4 0.01', '4 0.01', '8 0.001'])
})
