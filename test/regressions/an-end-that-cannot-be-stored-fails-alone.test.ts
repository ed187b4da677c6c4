/** Ends are written in batches: what the database refuses in one must not reach the others, nor its SQL a user. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TrialEnd } from '../../src/db/tables/trials/end-trials.ts'
import { batched } from '../../src/study/batched.ts'
import { type FinishedTrial, finishTrials } from '../../src/study/lifecycle/finish-trials.ts'
import { failureReason, firstLine } from '../../src/worker/faults/failure-reason.ts'
import { type TestApi, testApi } from '../support/api.ts'
import { createExternal } from '../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

async function studyOf(count: number): Promise<string> {
  const id = await createExternal(api)
  await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'worker', count })
  return id
}

const told = (studyId: string, number: number, end: TrialEnd): FinishedTrial => ({
  lease: { studyId, number, fencing: 1 },
  end,
  durationMs: 1,
  execution: null,
  peakBytes: null,
  keepModels: 1,
  isCopy: false,
  isInherited: false,
})
const complete = (value: number, step = 1): TrialEnd => ({
  state: 'complete',
  values: [value],
  rankValue: value,
  step,
})

for (const [what, bad] of [
  ['a value that is no number', complete(Number.NaN)],
  ['a step that no integer holds', complete(1, 2 ** 40)],
  [
    'a reason with a character that JSON columns refuse',
    { state: 'failed', reason: 'a\0b', step: 1 },
  ],
] as const) {
  test(`${what} fails its own trial, in plain words`, async () => {
    const ids = [await studyOf(4), await studyOf(2)]
    const together = batched(async (some: readonly FinishedTrial[]) => {
      await finishTrials(api.db, api.queues, some)
      return some
    })
    const ends = [
      told(ids[0]!, 0, complete(3)),
      told(ids[0]!, 1, bad),
      told(ids[0]!, 2, complete(1)),
      told(ids[0]!, 3, complete(2)),
      told(ids[1]!, 0, complete(5)),
      told(ids[1]!, 1, bad),
    ]
    const settled = await Promise.allSettled(ends.map(together))
    assert.deepEqual(
      settled.map(({ status }) => status),
      ends.map(({ end }) => (end === bad ? 'rejected' : 'fulfilled')),
    )
    for (const [at, one] of settled.entries()) {
      if (one.status === 'fulfilled') continue
      const reason = failureReason(one.reason)
      assert.equal(reason, "the trial's result could not be stored; see the worker's log")
      await together({ ...ends[at]!, end: { state: 'failed', reason, step: null } })
    }
    for (const id of ids) {
      const { items } = (await api.call('GET', `/v1/studies/${id}/trials`)).body
      for (const { number, state, reason } of items) {
        const isBad = number === 1
        assert.equal(state, isBad ? 'failed' : 'complete')
        assert.equal(reason === null, !isBad)
      }
    }
  })
}

test('a reason is one line that can be stored', () => {
  assert.equal(firstLine('error: a\0b\tc\nat here'), 'error: a b c')
  assert.equal(
    failureReason(new Error('the lock was lost\nINSERT INTO trial')),
    'the lock was lost',
  )
  assert.equal(firstLine('x'.repeat(9_999)).length, 500)
  assert.equal(firstLine(`${'x'.repeat(499)}😀`), `${'x'.repeat(499)} `)
})
