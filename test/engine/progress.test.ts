import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isExhausted, type Progress, progressed } from '../../src/engine/progress.ts'

function run(values: number[], direction: 'minimize' | 'maximize', minDelta: number): Progress[] {
  let progress: Progress = { best: null, improved: null }
  return values.map((value, index) => {
    progress = progressed(progress, { step: index + 1, value }, { direction, minDelta })
    return progress
  })
}

test('the first of equal values stays the best, in both directions', () => {
  const best = (direction: 'minimize' | 'maximize') =>
    run([3, 1, 5, 1, 5], direction, 0).map((progress) => progress.best!.step)
  assert.deepEqual(best('maximize'), [1, 1, 3, 3, 3])
  assert.deepEqual(best('minimize'), [1, 2, 2, 2, 2])
})

test('a gain of no more than minDelta is the best epoch, yet no improvement', () => {
  const last = run([1, 1.5, 2, 2.4], 'maximize', 0.9).at(-1)!
  assert.equal(last.best!.step, 4)
  assert.equal(last.improved!.step, 3)
})

test('patience ends as many epochs after the last improvement', () => {
  const steps = run([5, 4, 4, 4, 3, 3, 3, 3], 'minimize', 0)
  const exhausted = steps.map((progress, index) => isExhausted(progress, index + 1, 3))
  assert.deepEqual(exhausted, [false, false, false, false, false, false, false, true])
})
