import assert from 'node:assert/strict'
import { test } from 'node:test'
import { distributionSteps } from '../../../src/search/analysis/distribution.ts'

test('every value once, with the share of values that are at most as large', () => {
  assert.deepEqual(distributionSteps(Float64Array.of(1, 1, 2, 5), 10), [
    { value: 1, share: 0.5 },
    { value: 2, share: 0.75 },
    { value: 5, share: 1 },
  ])
  assert.deepEqual(distributionSteps(Float64Array.of(3), 2), [{ value: 3, share: 1 }])
  assert.deepEqual(distributionSteps(new Float64Array(), 2), [])
})

test('fewer steps keep both ends, and their shares stay exact', () => {
  const sorted = Float64Array.from({ length: 1_001 }, (_, i) => Math.floor(i / 3))
  const steps = distributionSteps(sorted, 11)
  assert.equal(steps.length, 11)
  assert.equal(steps[0]?.value, 0)
  assert.deepEqual(steps.at(-1), { value: 333, share: 1 })
  for (const { value, share } of steps) {
    assert.equal(share, sorted.filter((other) => other <= value).length / sorted.length)
  }
})
