import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNear, factors } from './factors.ts'

test('cosine is halfway in the middle, and ends near the final share', () => {
  const at = factors('cosine', { final: 0.1 })
  assertNear(at[0]!, 1)
  assertNear(at[500]!, 0.55)
  assert.ok(at[999]! - 0.1 < 1e-5)
})
