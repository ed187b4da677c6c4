import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Heard } from '../../../src/worker/trainer/trainer.ts'
import { createWatchdog, type ProcessState } from '../../../src/worker/trainer/watchdog.ts'

const leaseMs = 15_000
const minute = 60_000

/** A trainer whose signs the test sets, looked at every second. */
function watched(device: 'cpu' | 'gpu') {
  const clock = { now: 0 }
  let heard: Heard | null = { at: 0, busy: null }
  let state: ProcessState | null = { cpuMs: 0, isStopped: false }
  const watchdog = createWatchdog({ leaseMs, processState: () => state, now: () => clock.now })
  const trainer = { pid: 1, backend: { device }, heard: () => heard }
  return {
    says(busy: Heard['busy'] = null) {
      heard = { at: clock.now, busy }
    },
    trainsNothing() {
      heard = null
    },
    /** Is it taken for hung at the end, or before? */
    hangsIn(ms: number, { cpuMsPerSecond = 0, isStopped = false, isUnknown = false } = {}) {
      const end = clock.now + ms
      let hung = false
      let cpuMs = state?.cpuMs ?? 0
      while (clock.now < end) {
        clock.now += 1_000
        cpuMs += cpuMsPerSecond
        state = isUnknown ? null : { cpuMs, isStopped }
        hung ||= watchdog.look(trainer) !== null
      }
      return hung
    },
  }
}

describe('a trainer on a CPU', () => {
  test('works as long as it uses the processor, whatever it does', () => {
    const trainer = watched('cpu')
    trainer.says({ expectedMs: null })
    assert.equal(trainer.hangsIn(600 * minute, { cpuMsPerSecond: 10 }), false)
  })

  test('hangs when it neither says a word nor uses the processor for a lease', () => {
    const trainer = watched('cpu')
    trainer.says({ expectedMs: null })
    assert.equal(trainer.hangsIn(15_000), false)
    assert.equal(trainer.hangsIn(2_000), true)
  })

  test('works while it waits for a verdict: it says that it is alive', () => {
    const trainer = watched('cpu')
    for (let second = 0; second < 100; second++) {
      trainer.says()
      assert.equal(trainer.hangsIn(1_000), false)
    }
  })
})

describe('a trainer on a GPU', () => {
  test('has many times as long for a call as calls like it took', () => {
    const trainer = watched('gpu')
    trainer.says({ expectedMs: 10_000 })
    assert.equal(trainer.hangsIn(8 * minute, { cpuMsPerSecond: 1_000 }), false)
    assert.equal(trainer.hangsIn(minute, { cpuMsPerSecond: 1_000 }), true)
  })

  test('has a minute for a short call, half an hour for the first of its kind', () => {
    const short = watched('gpu')
    short.says({ expectedMs: 500 })
    assert.equal(short.hangsIn(minute), false)
    assert.equal(short.hangsIn(2_000), true)
    const first = watched('gpu')
    first.says({ expectedMs: null })
    assert.equal(first.hangsIn(30 * minute), false)
    assert.equal(first.hangsIn(2_000), true)
  })

  test('hangs after a lease when it is stopped', () => {
    const trainer = watched('gpu')
    trainer.says({ expectedMs: null })
    assert.equal(trainer.hangsIn(17_000, { isStopped: true }), true)
  })
})

test('where the system tells nothing, a trainer on a CPU is judged by its pace', () => {
  const trainer = watched('cpu')
  trainer.says({ expectedMs: null })
  assert.equal(trainer.hangsIn(30 * minute, { isUnknown: true }), false)
  assert.equal(trainer.hangsIn(2_000, { isUnknown: true }), true)
})

test('who trains nothing does not hang, and what comes next starts anew', () => {
  const trainer = watched('cpu')
  trainer.trainsNothing()
  assert.equal(trainer.hangsIn(10 * minute), false)
  trainer.says()
  assert.equal(trainer.hangsIn(14_000), false)
})
