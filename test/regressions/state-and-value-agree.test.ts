/** What a trial is, what it is worth, and what its study may still do are of one piece. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { writeProgress } from '../../src/db/tables/metrics/epochs.ts'
import { endTrials } from '../../src/db/tables/trials/end-trials.ts'
import { type TestApi, testApi } from '../support/api.ts'
import { completeTrials, createExternal } from '../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const trialOf = async (id: string, number: number) =>
  (await api.call('GET', `/v1/studies/${id}/trials/${number}`)).body
const studyOf = async (id: string) => (await api.call('GET', `/v1/studies/${id}`)).body

/** Trial 1 is told to stop at step 1: trial 0 was better. */
async function toldToStop(): Promise<string> {
  const pruner = { type: 'asha', minResource: 1, reductionFactor: 2, minPeers: 1 }
  const id = await createExternal(api, { sampler: { type: 'random' }, pruner })
  await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'c', count: 2 })
  for (const number of [0, 1]) {
    const report = { step: 1, value: number }
    const url = `/v1/studies/${id}/trials/${number}/report`
    const { body } = await api.call('POST', url, report)
    assert.equal(body.shouldPrune, number === 1)
  }
  return id
}

for (const [told, keeps] of [
  [{ value: 0.5 }, false],
  [{ state: 'failed', reason: 'out of disk' }, false],
  [{ state: 'pruned', reason: 'told to' }, true],
] as const) {
  test(`told to stop, then ${JSON.stringify(told)}: ${keeps ? 'a' : 'no'} stop is kept`, async () => {
    const id = await toldToStop()
    const { body } = await api.call('POST', `/v1/studies/${id}/trials/1/complete`, told)
    assert.equal('stop' in body.provenance, keeps)
    assert.equal('stop' in (await trialOf(id, 1)).provenance, keeps)
  })
}

test('a pruned trial has the value of its best epoch and that epoch, also of an earlier attempt', async () => {
  const id = await createExternal(api, { sampler: { type: 'random' } })
  await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'c', count: 1 })
  const lease = { studyId: id, number: 0, fencing: 1 }
  await writeProgress(api.db.pool, [{ ...lease, step: 5, value: 0.75, lastStep: 6 }])
  const end = { state: 'pruned', reason: 'asha', step: 2, value: 0.5 } as const
  await endTrials(api.db.pool, id, [{ ...lease, end, durationMs: 1 }])
  const { state, step, value } = await trialOf(id, 0)
  assert.deepEqual([state, step, value], ['pruned', 2, 0.5])
})

test('nothing is enqueued or imported beyond the budget, until it is raised', async () => {
  const id = await createExternal(api, { budget: { trials: 2 } })
  const url = `/v1/studies/${id}/trials`
  await api.call('POST', `${url}/suggest`, { clientId: 'c', count: 1 })
  assert.equal((await api.call('POST', url, { params: { x: 0.5 } })).status, 201)
  for (const more of [{}, { state: 'complete', value: 1 }]) {
    const refused = await api.call('POST', url, { params: { x: 0.25 }, ...more })
    assert.equal(refused.status, 409)
    assert.equal(refused.body.type, 'urn:sweepd:problem:budget-used-up')
    assert.match(refused.body.detail, /budget\.trials/)
  }
  await api.call('PATCH', `/v1/studies/${id}`, { budget: { trials: 3 } })
  assert.equal((await api.call('POST', url, { params: { x: 0.25 } })).status, 201)
  assert.equal((await api.call('POST', url, { params: { x: 0.25 } })).status, 409)
})

for (const [budget, values, changed, goesOn] of [
  [{ trials: 3 }, [3, 2, 1], { trials: 2 }, false],
  [{ trials: 3 }, [3, 2, 1], { trials: 3 }, false],
  [{ trials: 3 }, [3, 2, 1], { trials: 4 }, true],
  [{ trials: 9, target: 1 }, [3, 1], { trials: 20 }, false],
  [{ trials: 9, target: 1 }, [3, 1], { target: 0.5 }, true],
  [{ noImprovement: { trials: 2 } }, [1, 2, 3], { noImprovement: { trials: 1 } }, false],
  [{ noImprovement: { trials: 2 } }, [1, 2, 3], { noImprovement: { trials: 5 } }, true],
] as const) {
  const [before, after] = [JSON.stringify(budget), JSON.stringify(changed)]
  test(`a study that ${before} ended ${goesOn ? 'goes on' : 'stays as it is'} with ${after}`, async () => {
    const id = await createExternal(api, { budget, sampler: { type: 'random' } })
    for (const value of values) await completeTrials(api, id, [value])
    const ended = await studyOf(id)
    assert.equal(ended.state, 'complete')
    const { status } = await api.call('PATCH', `/v1/studies/${id}`, { budget: changed })
    assert.equal(status, 200)
    const { state, stopReason, endedAt } = await studyOf(id)
    if (goesOn) assert.deepEqual([state, stopReason], ['running', null])
    else
      assert.deepEqual([state, stopReason, endedAt], ['complete', ended.stopReason, ended.endedAt])
  })
}
