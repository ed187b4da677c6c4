import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNear, factors } from './factors.ts'

test('cosineLog is zero at the ends of its cycles, and whole in their middles', () => {
  const at = factors('cosineLog', { cycles: 2 })
  // log2(1 + 3t) is 0, 1 and 2 at t = 0, 1/3 and 1
  assertNear(at[0]!, 0)
  assert.ok(at[333]! < 1e-4 && at[999]! < 1e-4)
  // ½ and 1½ at t = (√2 − 1)/3 and (2√2 − 1)/3
  assert.ok(at[138]! > 0.9999 && at[609]! > 0.9999)
})

test('cosineLog has four cycles by default', () => {
  // log2(1 + 15t) is ½ at t = (√2 − 1)/15, and 3½ at t = (8√2 − 1)/15
  const at = factors('cosineLog', {})
  assert.ok(at[28]! > 0.999 && at[688]! > 0.9999)
  const peaks = at.filter(
    (own, update) => update > 0 && own > at[update - 1]! && own >= (at[update + 1] ?? 0),
  )
  assert.equal(peaks.length, 4)
})
