import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEpochPace } from '../../src/worker/epoch-pace.ts'

test('a trial goes on while its running epoch and the next one fit', () => {
  let clock = 0
  const pace = createEpochPace(() => clock)
  assert.equal(pace.fits(1), true, 'an unknown time counts as none')
  assert.equal(pace.fits(0), false)
  pace.begin()
  clock = 30_000
  pace.took(3)
  pace.begin()
  clock = 34_000
  // the running epoch has 6 s left, the next one takes 10 s
  assert.equal(pace.fits(16_000), true)
  assert.equal(pace.fits(15_999), false)
  clock = 45_000
  assert.equal(pace.fits(10_000), true, 'a late epoch counts as about to end')
  assert.equal(pace.fits(9_999), false)
})

test('the time between a report and the verdict is no training', () => {
  let clock = 0
  const pace = createEpochPace(() => clock)
  pace.begin()
  clock = 1_000
  pace.took(1)
  clock = 60_000
  pace.begin()
  clock = 61_000
  pace.took(1)
  assert.equal(pace.fits(1_000), true)
})

test('the last epoch begins so that it ends in time', () => {
  let clock = 0
  const pace = createEpochPace(() => clock)
  assert.equal(pace.lastStartMs(500), 500)
  pace.begin()
  clock = 300
  pace.took(1)
  assert.equal(pace.lastStartMs(500), 200)
  assert.equal(pace.lastStartMs(100), 0)
})
