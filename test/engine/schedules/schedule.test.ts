import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNear, factors } from './factors.ts'

test('warm-up multiplies any schedule by a straight line', () => {
  const plain = factors('cosine', {})
  const warm = factors('cosine', { warmupEpochs: 2 })
  assertNear(warm[0]!, plain[0]! / 100)
  assertNear(warm[49]!, plain[49]! / 2)
  assert.deepEqual(warm.slice(99), plain.slice(99))
})
