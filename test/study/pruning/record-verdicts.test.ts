/** Pruning over the API: why trials stop, several objectives, and the audit of what stopping costs. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { shouldAudit } from '../../../src/study/pruning/record-verdicts.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const sampler = { type: 'random' }
const asha = { type: 'asha', minResource: 1, reductionFactor: 2, minPeers: 1 }

const open = async (id: string, count: number) => {
  const body = { clientId: 'client', count }
  await api.call('POST', `/v1/studies/${id}/trials/suggest`, body)
}
const at = (id: string, number: number) => `/v1/studies/${id}/trials/${number}`
const report = async (id: string, number: number, told: object): Promise<boolean> => {
  const { status, body } = await api.call('POST', `${at(id, number)}/report`, told)
  assert.equal(status, 200, JSON.stringify(body))
  return body.shouldPrune
}
const stopOf = async (id: string, number: number): Promise<Json> =>
  (await api.call('GET', at(id, number))).body.provenance.stop

test('a trial that is told to stop says which rule, at which threshold, against whom', async () => {
  const id = await createExternal(api, { sampler, pruner: asha })
  await open(id, 3)
  for (const number of [0, 1])
    assert.equal(await report(id, number, { step: 1, value: number }), number > 0)
  assert.equal(await report(id, 2, { step: 1, value: null }), true)
  assert.deepEqual(await stopOf(id, 1), {
    pruner: 'asha',
    step: 1,
    rung: 0,
    value: 1,
    threshold: 0,
    compared: 1,
    comparedWith: [0],
    isAudited: false,
  })
  const { value, threshold } = await stopOf(id, 2)
  assert.deepEqual([value, threshold], [null, 0], 'NaN is null in JSON')
  assert.equal(await stopOf(id, 0), undefined)
})

describe('several objectives', () => {
  const objectives = [
    { metric: 'error', direction: 'minimize' },
    { metric: 'speed', direction: 'maximize' },
  ]
  const study = { sampler, pruner: asha, objective: undefined, objectives }

  test('asha compares all of them', async () => {
    const id = await createExternal(api, study)
    await open(id, 4)
    assert.equal(await report(id, 0, { step: 1, values: [1, 1] }), false)
    assert.equal(await report(id, 1, { step: 1, values: [2, 0] }), true, 'is dominated')
    assert.equal(await report(id, 2, { step: 1, values: [9, 9] }), false, 'is not dominated')
    assert.equal(await report(id, 3, { step: 1, values: [0.5, 2] }), false, 'dominates the first')
    assert.equal((await stopOf(id, 1)).front, 1)
    const { body } = await api.call('GET', `${at(id, 3)}/metrics`)
    assert.equal(body.points[0].value, 0.5)
  })

  test('a report must tell all of them', async () => {
    const id = await createExternal(api, study)
    await open(id, 1)
    const refused = async (told: object, status: number, pointer: string) => {
      const answer = await api.call('POST', `${at(id, 0)}/report`, told)
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      assert.equal(answer.body.errors[0].pointer, pointer)
    }
    await refused({ step: 1, value: 1 }, 422, '/values')
    await refused({ step: 1, values: [1] }, 422, '/values')
    await refused({ step: 1, values: [1, 2], value: 1 }, 400, '/values')
    await refused({ step: 1 }, 400, '/value')
    const { body } = await api.call('GET', `${at(id, 0)}/metrics`)
    assert.deepEqual(body.points, [], 'nothing is half-written')
  })
})

describe('the audit', () => {
  test('trials that are drawn go on, marked, and the study says what stopping costs', async () => {
    const pruner = { ...asha, audit: 0.5 }
    const id = await createExternal(api, { sampler, pruner, seed: 5 })
    await open(id, 12)
    const audited = (number: number) => shouldAudit({ pruner: pruner as never, seed: 5 }, number)
    // the first report is the better, the lower the number; in the end the higher ones are better
    for (let number = 0; number < 12; number++) {
      const isWorse = number > 0
      const isStopped = await report(id, number, { step: 1, value: number })
      assert.equal(isStopped, isWorse && !audited(number))
      if (isStopped) {
        const told = { state: 'pruned', reason: 'asha' }
        await api.call('POST', `${at(id, number)}/complete`, told)
      }
    }
    const kept = [0]
    const drawn = Array.from({ length: 11 }, (_, i) => i + 1).filter(audited)
    assert.ok(drawn.length >= 2, `${drawn}`)
    // audited trials are no rivals at later rungs: the only other one there is the first
    assert.equal(await report(id, drawn[0]!, { step: 2, value: -9 }), false)
    assert.equal(await report(id, 0, { step: 2, value: 5 }), false)
    for (const number of [...kept, ...drawn]) {
      const value = number === drawn[0] ? 9 : 5 - number
      await api.call('POST', `${at(id, number)}/complete`, { value })
    }
    const { pruning } = (await api.call('GET', `/v1/studies/${id}`)).body
    const last = drawn.at(-1)!
    assert.deepEqual(pruning, {
      share: 0.5,
      audited: drawn.length,
      complete: drawn.length,
      falsePruned: drawn.length - 1,
      falsePruneRate: (drawn.length - 1) / drawn.length,
      regret: last, // 5 − (5 − last)
    })
    assert.equal((await stopOf(id, last)).isAudited, true)
  })

  test('is off unless it is asked for, and drawn in its share', async () => {
    const id = await createExternal(api, { sampler, pruner: asha })
    const { body } = await api.call('GET', `/v1/studies/${id}`)
    assert.deepEqual([body.pruning, body.spec.pruner.audit], [null, 0])
    const share = { pruner: { type: 'asha', audit: 0.05 } as never, seed: 1 }
    const drawn = Array.from({ length: 4_000 }, (_, number) => shouldAudit(share, number))
    const count = drawn.filter(Boolean).length
    // 200 expected, deviation 14: outside of 140 to 260 once in 50,000 seeds
    assert.ok(count > 140 && count < 260, `${count}`)
  })

  test('a share that is none, or of a pruner that stops nothing, is refused', async () => {
    for (const pruner of [
      { ...asha, audit: 1.5 },
      { type: 'none', audit: 0.1 },
    ]) {
      const body = {
        name: 's',
        objective: { metric: 'v', direction: 'minimize' },
        space: { x: { $float: { low: 0, high: 1 } } },
        pruner,
      }
      const { status, body: problem } = await api.call('POST', '/v1/studies', body)
      assert.equal(status, 400)
      assert.match(problem.errors[0].pointer, /^\/pruner/)
    }
  })
})
