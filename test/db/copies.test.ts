import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { studyTransaction } from '../../src/db/client.ts'
import { takeNumbers } from '../../src/db/tables/studies/change-study.ts'
import { lockStudy, readStudy } from '../../src/db/tables/studies/study-row.ts'
import { readEnds } from '../../src/db/tables/trials/history.ts'
import { insertTrials } from '../../src/db/tables/trials/insert-trials.ts'
import {
  readBestNumbers,
  readIsTargetReached,
  readRanked,
} from '../../src/db/tables/trials/ranking.ts'
import { readColumns } from '../../src/db/tables/trials/trial-columns.ts'
import { readTrials } from '../../src/study/suggest/read-trials.ts'
import { type TestApi, testApi } from '../support/api.ts'
import { completeTrials, createExternal } from '../support/external-study.ts'

let api: TestApi
let id: string
before(async () => {
  api = await testApi()
})
after(() => api.close())

/** Trials 0 to 2 of the search, then copies of trial 1 that are better than all: 3 complete, 4 cancelled, 5 running. */
beforeEach(async () => {
  id = await createExternal(api, { budget: { trials: 4 } })
  await completeTrials(api, id, [3, 1, 2])
  await studyTransaction(api.db, id, async (sql) => {
    await lockStudy(sql, id)
    const first = await takeNumbers(sql, { studyId: id, count: 3, suggested: 0, copies: 3 })
    const copy = {
      source: 'finalist' as const,
      copyOf: 1,
      params: { x: 0.5 },
      spec: {},
      provenance: {},
    }
    await insertTrials(sql, id, [
      { ...copy, number: first, state: 'complete', values: [0.5], rankValue: 0.5, seed: 7 },
      { ...copy, number: first + 1, state: 'cancelled', seed: 8, splitSeed: 9 },
      { ...copy, number: first + 2, state: 'running', claim: { owner: 'worker', leaseMs: 60_000 } },
    ])
  })
})

const study = async () => (await api.call('GET', `/v1/studies/${id}`)).body
const numbersOf = (items: { number: number }[]) => items.map(({ number }) => number)

describe('copies of trials', () => {
  it('are not counted, and none is the best', async () => {
    const { trials, best } = await study()
    assert.deepEqual(
      [trials.complete, trials.cancelled, trials.running, best.number, best.value],
      [3, 0, 0, 1, 1],
    )
  })

  it('are not on the leaderboard, nor ranked', async () => {
    const { items } = (await api.call('GET', `/v1/studies/${id}/leaderboard`)).body
    assert.deepEqual(numbersOf(items), [1, 2, 0])
    const sql = api.db.pool
    assert.deepEqual(await readBestNumbers(sql, id), [1, 2, 0])
    assert.equal(await readIsTargetReached(sql, id), false, 'no target')
    assert.deepEqual(
      (await readRanked(sql, id, [1])).map(({ values }) => values),
      [[1]],
    )
  })

  it('are unknown to samplers, pruners and analyses', async () => {
    const sql = api.db.pool
    assert.deepEqual(numbersOf(await readTrials(sql, id)), [0, 1, 2])
    assert.deepEqual(numbersOf(await readEnds(sql, id)), [0, 1, 2])
    const read = { sources: [], choice: { kind: 'all' as const } }
    assert.deepEqual([...(await readColumns(sql, id, read)).numbers], [0, 1, 2])
  })

  it('use nothing of a budget in trials, and later trials of the search follow them', async () => {
    assert.equal((await readStudy(api.db.pool, id))?.searchCount, 3)
    await completeTrials(api, id, [0.25])
    assert.deepEqual(numbersOf(await readTrials(api.db.pool, id)), [0, 1, 2, 6])
    const { best, stopReason } = await study()
    assert.deepEqual([best.number, stopReason], [6, 'budget.trials'])
  })

  it('are listed with what they copy, and have events', async () => {
    const { items } = (await api.call('GET', `/v1/studies/${id}/trials`)).body
    const shown = items
      .slice(3, 5)
      .map(({ number, source, copyOf, seed }: never) => [number, source, copyOf, seed])
    assert.deepEqual(shown, [
      [3, 'finalist', 1, 7],
      [4, 'finalist', 1, 8],
    ])
    assert.equal(items[0].copyOf, null)
  })

  it('leave the study sound', async () => {
    const { broken } = (await api.call('GET', `/v1/studies/${id}/diagnosis`)).body
    assert.deepEqual(broken, [])
  })
})
