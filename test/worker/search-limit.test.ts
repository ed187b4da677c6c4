import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createSearchLimit } from '../../src/worker/search-limit.ts'

/** A limit of a trial whose epochs take 100 ms each, renewed once a second. */
function limitWith(context: TestContext) {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  let ends = 0
  const limit = createSearchLimit(
    { fits: (ms) => ms >= 100, lastStartMs: (ms) => Math.max(0, ms - 100) },
    { onReached: () => ends++, timeLimit: 'budget.seconds' },
  )
  return { limit, ends: () => ends, after: (ms: number) => context.mock.timers.tick(ms) }
}

test('a trial ends when the target is reached, once', (context) => {
  const { limit, ends } = limitWith(context)
  assert.equal(limit.renewed({ secondsLeft: null, isTargetReached: false }), false)
  assert.equal(limit.renewed({ secondsLeft: null, isTargetReached: true }), true)
  assert.equal(limit.renewed({ secondsLeft: null, isTargetReached: true }), true)
  assert.deepEqual([limit.reached(), ends()], ['budget.target', 1])
})

test('a trial ends at its last moment, between two renewals', (context) => {
  const { limit, ends, after } = limitWith(context)
  assert.equal(limit.renewed({ secondsLeft: 0.7, isTargetReached: false }), false)
  after(599)
  assert.equal(limit.reached(), null)
  after(1)
  assert.deepEqual([limit.reached(), ends()], ['budget.seconds', 1])
  assert.equal(limit.renewed({ secondsLeft: 0, isTargetReached: false }), true)
  assert.equal(ends(), 1)
})

test('a later renewal counts: the study was paused meanwhile', (context) => {
  const { limit, after } = limitWith(context)
  limit.renewed({ secondsLeft: 0.7, isTargetReached: false })
  limit.renewed({ secondsLeft: 60, isTargetReached: false })
  after(10_000)
  assert.equal(limit.reached(), null)
})

test('a released trial has no last moment', (context) => {
  const { limit, after } = limitWith(context)
  limit.renewed({ secondsLeft: 0.7, isTargetReached: false })
  limit.clear()
  after(10_000)
  assert.equal(limit.reached(), null)
})

test('a trial ends at once if no epoch fits', (context) => {
  const { limit, ends } = limitWith(context)
  assert.equal(limit.renewed({ secondsLeft: 0.05, isTargetReached: false }), true)
  assert.equal(ends(), 1)
})
