import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLane } from '../../../src/engine/group/lane.ts'
import { decideResult } from '../../../src/engine/group/lane-end.ts'
import { checked } from '../../../src/engine/spec.ts'
import { dense } from '../run-group.ts'

const give = {
  classes: () => null,
  checkpoint: () => new Uint8Array(2),
}
const complete = { state: 'complete', lastStep: 7 } as const

test('a lane that comes to its end without a best epoch has diverged', () => {
  const lane = createLane({ spec: checked(dense), seed: 1 }, 0)
  const ended = { end: complete, decision: 'continue', lastStep: 7 } as const
  assert.deepEqual(decideResult(lane, ended, give), {
    state: 'failed',
    reason: 'diverged',
    step: 7,
  })
  lane.best = { step: 3, value: 0.5 }
  assert.deepEqual(decideResult(lane, ended, give), {
    state: 'complete',
    step: 3,
    value: 0.5,
    lastStep: 7,
    classes: null,
    isCut: false,
  })
})

test('a lane that is stopped before any epoch was judged says so', () => {
  const lane = createLane({ spec: checked(dense), seed: 1 }, 0)
  for (const decision of ['stop', 'finish'] as const) {
    assert.deepEqual(decideResult(lane, { end: null, decision, lastStep: 2 }, give), {
      state: 'stopped',
      step: null,
      value: null,
      lastStep: 2,
    })
  }
})

test('a lane that has ended by itself is complete, whatever was decided of it at that epoch', () => {
  const lane = createLane({ spec: checked(dense), seed: 1 }, 0)
  lane.best = { step: 3, value: 0.5 }
  for (const decision of ['stop', 'release', 'finish'] as const) {
    const result = decideResult(lane, { end: complete, decision, lastStep: 7 }, give)
    assert.equal(result?.state, 'complete')
  }
  const finished = decideResult(lane, { end: null, decision: 'finish', lastStep: 5 }, give)
  assert.ok(finished?.state === 'complete')
  assert.deepEqual([finished.step, finished.lastStep, finished.isCut], [3, 5, true])
  const stopped = decideResult(lane, { end: null, decision: 'stop', lastStep: 7 }, give)
  assert.deepEqual(stopped, { state: 'stopped', step: 3, value: 0.5, lastStep: 7 })
})
