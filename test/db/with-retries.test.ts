import assert from 'node:assert/strict'
import test from 'node:test'
import { withRetries } from '../../src/db/with-retries.ts'

const failing = (times: number, error: Error) => {
  let tries = 0
  return {
    work: async () => {
      tries += 1
      if (tries <= times) throw error
      return tries
    },
    tries: () => tries,
  }
}

for (const code of ['ECONNREFUSED', '57P03', '40P01', '08006']) {
  test(`work that fails with ${code} is tried again`, async () => {
    const { work } = failing(2, Object.assign(new Error('away'), { code }))
    assert.equal(await withRetries(work), 3)
  })
}

test('a lasting fault is thrown at the first try', async () => {
  const { work, tries } = failing(2, Object.assign(new Error('duplicate key'), { code: '23505' }))
  await assert.rejects(withRetries(work), /duplicate key/)
  assert.equal(tries(), 1)
})

test('patience ends', async () => {
  const { work } = failing(1_000, Object.assign(new Error('away'), { code: 'ECONNREFUSED' }))
  await assert.rejects(withRetries(work, 200), /away/)
})
