import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureStep } from '../../../src/engine/group/group.ts'

test('the time of a step is that of one lane', () => {
  const timed = { lanes: 4, filled: 4, ms: 60, steps: 3_000 }
  assert.equal(measureStep(timed), 5)
})

test('a group that trained for a short time, or whose lanes repeat others, tells nothing', () => {
  const timed = { lanes: 4, filled: 4, ms: 60, steps: 3_000 }
  assert.equal(measureStep({ ...timed, ms: 49 }), null)
  assert.equal(measureStep({ ...timed, ms: 0, steps: 0 }), null)
  assert.equal(measureStep({ ...timed, filled: 3 }), null)
})
