import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Problem } from '../../../src/errors.ts'
import { batchPerStudy, toOutcome } from '../../../src/study/external/batch-per-study.ts'

describe('together', () => {
  it('answers the requests of one study in a batch, those of another in another', async () => {
    const batches: [string, readonly number[]][] = []
    const ask = batchPerStudy(async (study, requests: readonly number[]) => {
      batches.push([study, requests])
      return requests.map((one) => ({ result: one * 10 }))
    })
    const answers = await Promise.all([ask('a', 1), ask('b', 2), ask('a', 3)])
    assert.deepEqual(answers, [10, 20, 30])
    assert.deepEqual(batches, [
      ['a', [1, 3]],
      ['b', [2]],
    ])
  })

  it('throws the problem of a request at who made it, and at nobody else', async () => {
    const ask = batchPerStudy(async (_, requests: readonly number[]) =>
      requests.map((one) =>
        toOutcome(() => {
          if (one < 0) throw new Problem('invalid-trial', 'negative')
          return one
        }),
      ),
    )
    const settled = await Promise.allSettled([ask('a', 1), ask('a', -1), ask('a', 2)])
    assert.deepEqual(
      settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message)),
      [1, 'negative', 2],
    )
  })

  it('tries each request alone where a batch breaks', async () => {
    const batches: number[] = []
    const ask = batchPerStudy(async (_, requests: readonly number[]) => {
      batches.push(requests.length)
      if (requests.includes(13)) throw new Error('broken')
      return requests.map((one) => ({ result: one }))
    })
    const settled = await Promise.allSettled([ask('a', 1), ask('a', 13), ask('a', 2)])
    assert.deepEqual(
      settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message)),
      [1, 'broken', 2],
    )
    assert.deepEqual(batches, [3, 1, 1, 1])
  })

  it('tries nothing again while the database is away: the next would wait as long', async () => {
    let tries = 0
    const ask = batchPerStudy<number, number>(async () => {
      tries += 1
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    })
    const settled = await Promise.allSettled([ask('a', 1), ask('a', 2)])
    assert.ok(settled.every(({ status }) => status === 'rejected'))
    assert.equal(tries, 1)
  })
})
