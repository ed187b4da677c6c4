import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoffMs } from '../../../web/src/api/backoff.ts'

test('waits double from half a second to ten seconds, spread over their upper half', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 50].map((attempts) => backoffMs(attempts, 0)),
    [250, 500, 1000, 2000, 4000, 5000, 5000],
  )
  assert.ok(backoffMs(50, 0.999) <= 10_000)
})
