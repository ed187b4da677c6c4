import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const branches = {
  a: { $choice: [1, 2] },
  o: { $choice: [{ type: 'p', k: { $int: { low: 1, high: 2 } } }, { type: 'q' }] },
}

const create = (study?: object) => createExternal(api, study)

async function suggest(id: string, clientId = 'tester', count = 1) {
  const answer = await api.call('POST', `/v1/studies/${id}/trials/suggest`, { count, clientId })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.trials
}

const tell = (id: string, number: number, body: unknown) =>
  api.call('POST', `/v1/studies/${id}/trials/${number}/complete`, body)
const report = (id: string, number: number, body: unknown) =>
  api.call('POST', `/v1/studies/${id}/trials/${number}/report`, body)

describe('an external study on a conditional grid', () => {
  it('gives every reachable cell once, then none, and is complete', async () => {
    const id = await create({ sampler: { type: 'grid' }, space: branches })
    const specs = new Set<string>()
    for (let cell = 0; cell < 6; cell++) {
      const [trial] = await suggest(id)
      specs.add(JSON.stringify(trial.spec))
      assert.equal((await tell(id, trial.number, { value: cell })).status, 200)
    }
    assert.equal(specs.size, 6)
    assert.deepEqual(await suggest(id), [])
    const study = await api.call('GET', `/v1/studies/${id}`)
    assert.equal(study.body.state, 'complete')
    assert.equal(study.body.stopReason, 'exhausted')
    assert.equal(study.body.best.value, 0)
  })

  it('gives two clients different cells, together exactly all of them', async () => {
    const id = await create({ sampler: { type: 'grid' }, space: branches })
    const asked = await Promise.all(
      Array.from({ length: 8 }, (_, client) => suggest(id, `client ${client}`)),
    )
    const numbers = asked.flat().map((trial) => trial.number)
    assert.deepEqual(numbers.sort(), [0, 1, 2, 3, 4, 5])
  })
})

describe('suggest', () => {
  it('gives a client its pending trials again, and others new ones', async () => {
    const id = await create()
    const [first] = await suggest(id, 'one')
    assert.deepEqual(await suggest(id, 'one'), [first])
    const [second] = await suggest(id, 'two')
    assert.notEqual(second.number, first.number)
    const both = await suggest(id, 'one', 2)
    assert.deepEqual(both[0], first)
    assert.equal(both.length, 2)
  })

  it('fills every hole of the space and names the params', async () => {
    const id = await create({ space: { ...branches, fixed: { deep: [true] } } })
    const [{ params, spec }] = await suggest(id)
    assert.ok([1, 2].includes(params.a))
    assert.equal(spec.o.type, params.o)
    assert.deepEqual(spec.fixed, { deep: [true] })
  })

  it('gives no more than the budget allows, and the study completes with the last', async () => {
    const id = await create({ budget: { trials: 2 } })
    const trials = await suggest(id, 'one', 5)
    assert.equal(trials.length, 2)
    await tell(id, 0, { value: 1 })
    assert.equal((await api.call('GET', `/v1/studies/${id}`)).body.state, 'running')
    await tell(id, 1, { value: 2 })
    const study = (await api.call('GET', `/v1/studies/${id}`)).body
    assert.equal(study.state, 'complete')
    assert.equal(study.stopReason, 'budget.trials')
  })

  it('gives nothing while the study is paused', async () => {
    const id = await create()
    await api.call('POST', `/v1/studies/${id}/pause`)
    assert.deepEqual(await suggest(id), [])
    await api.call('POST', `/v1/studies/${id}/resume`)
    assert.equal((await suggest(id)).length, 1)
  })

  it('gives enqueued configurations first', async () => {
    const id = await create({ enqueue: [{ x: 0.25 }] })
    assert.deepEqual((await suggest(id))[0].params, { x: 0.25 })
  })

  it('answers 400 without a client id, and for a count that is no count', async () => {
    const id = await create()
    for (const body of [
      {},
      { clientId: '' },
      { clientId: 'a', count: 0 },
      { clientId: 'a', n: 1 },
    ]) {
      const answer = await api.call('POST', `/v1/studies/${id}/trials/suggest`, body)
      assert.equal(answer.status, 400)
      assert.equal(answer.body.type, 'urn:sweepd:problem:invalid-request')
    }
  })
})

describe('complete', () => {
  it('takes a value, ends the trial and puts it on the leaderboard', async () => {
    const id = await create()
    await suggest(id)
    const { body } = await tell(id, 0, { value: 0.5 })
    assert.equal(body.state, 'complete')
    assert.deepEqual(body.values, [0.5])
    const board = await api.call('GET', `/v1/studies/${id}/leaderboard`)
    assert.deepEqual(
      board.body.items.map(({ rank, number, value }: never) => ({ rank, number, value })),
      [{ rank: 1, number: 0, value: 0.5 }],
    )
  })

  it('told the same again changes nothing; told otherwise it answers 409', async () => {
    const id = await create()
    await suggest(id)
    const first = await tell(id, 0, { value: 0.5 })
    const again = await tell(id, 0, { value: 0.5 })
    assert.equal(again.status, 200)
    assert.deepEqual(again.body, first.body)
    const other = await tell(id, 0, { value: 0.75 })
    assert.equal(other.status, 409)
    assert.equal(other.body.type, 'urn:sweepd:problem:wrong-state')
    assert.equal((await tell(id, 0, { state: 'failed', reason: 'late' })).status, 409)
    const study = (await api.call('GET', `/v1/studies/${id}`)).body
    assert.equal(study.trials.complete, 1)
    assert.equal(study.best.value, 0.5)
  })

  it('takes a failure with its reason, and a pruned trial', async () => {
    const id = await create()
    await suggest(id, 'one', 2)
    const failed = await tell(id, 0, { state: 'failed', reason: 'out of disk' })
    assert.equal(failed.body.state, 'failed')
    assert.equal(failed.body.reason, 'out of disk')
    assert.equal((await tell(id, 1, { state: 'pruned' })).body.state, 'pruned')
  })

  it('takes one value for each of several objectives', async () => {
    const objectives = [
      { metric: 'error', direction: 'minimize' },
      { metric: 'speed', direction: 'maximize' },
    ]
    const id = await create({ objective: undefined, objectives })
    await suggest(id)
    const short = await tell(id, 0, { values: [1] })
    assert.equal(short.status, 422)
    assert.equal(short.body.errors[0].pointer, '/values')
    assert.deepEqual((await tell(id, 0, { values: [1, 2] })).body.values, [1, 2])
  })

  const bad: [unknown, string][] = [
    [{ value: 'NaN' }, '/value'],
    [{ value: null }, '/value'],
    [{ value: '0.5' }, '/value'],
    [{}, '/value'],
    [{ value: 1, values: [1] }, '/values'],
    [{ values: [] }, '/values'],
    [{ value: 1, state: 'failed' }, '/value'],
    [{ state: 'waiting' }, '/state'],
    [{ value: 1, loss: 2 }, '/loss'],
  ]
  for (const [body, pointer] of bad) {
    it(`answers 400 for ${JSON.stringify(body)} and leaves the trial running`, async () => {
      const id = await create()
      await suggest(id)
      const answer = await tell(id, 0, body)
      assert.equal(answer.status, 400)
      assert.deepEqual(
        answer.body.errors.map((error: { pointer: string }) => error.pointer),
        [pointer],
      )
      const trial = await api.call('GET', `/v1/studies/${id}/trials/0`)
      assert.equal(trial.body.state, 'running')
    })
  }

  for (const text of ['{"value": NaN}', '{"value": Infinity}', '{"value": 1e999}']) {
    it(`answers 400 for the text ${text}`, async () => {
      const id = await create()
      await suggest(id)
      const url = `/v1/studies/${id}/trials/0/complete`
      const answer = await api.call('POST', url, text, { 'content-type': 'application/json' })
      assert.equal(answer.status, 400)
      assert.equal(answer.body.errors.length, 1)
    })
  }

  it('answers 404 for a trial or a study that is not there', async () => {
    const id = await create()
    const trial = await tell(id, 7, { value: 1 })
    assert.equal(trial.body.type, 'urn:sweepd:problem:trial-not-found')
    const study = await tell('nowhere', 0, { value: 1 })
    assert.equal(study.body.type, 'urn:sweepd:problem:study-not-found')
  })
})

describe('report', () => {
  it('keeps the value at its step, once', async () => {
    const id = await create()
    await suggest(id)
    for (const value of [3, 2, 2.5, 2.5]) {
      const step = value === 2.5 ? 3 : 4 - value
      assert.deepEqual((await report(id, 0, { step, value })).body, { shouldPrune: false })
    }
    const { points } = (await api.call('GET', `/v1/studies/${id}/trials/0/metrics`)).body
    assert.deepEqual(
      points.map(({ step, value }: never) => [step, value]),
      [
        [1, 3],
        [2, 2],
        [3, 2.5],
      ],
    )
    const trial = (await api.call('GET', `/v1/studies/${id}/trials/0`)).body
    assert.deepEqual([trial.value, trial.step, trial.lastStep], [2, 2, 3])
  })

  it('says that a trial far behind its peers should be pruned', async () => {
    const pruner = { type: 'median', startupTrials: 2, warmupSteps: 0 }
    const id = await create({ pruner })
    await suggest(id, 'one', 3)
    for (const number of [0, 1]) {
      await report(id, number, { step: 1, value: 1 })
      await tell(id, number, { value: 1 })
    }
    assert.deepEqual((await report(id, 2, { step: 1, value: 9 })).body, { shouldPrune: true })
  })

  it('answers 400 for what is no report, and 409 for a trial that has ended', async () => {
    const id = await create()
    await suggest(id)
    const wrong = await report(id, 0, { step: 0, value: 'high' })
    assert.equal(wrong.status, 400)
    const pointers = wrong.body.errors.map((error: { pointer: string }) => error.pointer)
    assert.deepEqual(pointers.sort(), ['/step', '/value'])
    await tell(id, 0, { value: 1 })
    assert.equal((await report(id, 0, { step: 1, value: 1 })).status, 409)
  })
})

describe('cancel', () => {
  it('ends an open trial, which can then not be completed; repeated it answers the same', async () => {
    const id = await create()
    await suggest(id)
    const url = `/v1/studies/${id}/trials/0/cancel`
    const first = await api.call('POST', url)
    assert.equal(first.body.state, 'cancelled')
    assert.deepEqual((await api.call('POST', url)).body, first.body)
    assert.equal((await tell(id, 0, { value: 1 })).status, 409)
  })

  it('answers 409 for a complete trial and 404 for none', async () => {
    const id = await create()
    await suggest(id)
    await tell(id, 0, { value: 1 })
    assert.equal((await api.call('POST', `/v1/studies/${id}/trials/0/cancel`)).status, 409)
    assert.equal((await api.call('POST', `/v1/studies/${id}/trials/1/cancel`)).status, 404)
  })
})
