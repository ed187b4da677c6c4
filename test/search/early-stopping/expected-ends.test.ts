import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expectedEnds } from '../../../src/search/early-stopping/expected-ends.ts'
import { observe } from '../../../src/search/gp/observations.ts'
import { split } from '../../../src/search/tpe/split.ts'
import type { Trial } from '../../../src/search/trial.ts'

const trialOf = (number: number, state: Trial['state'], values: readonly number[]): Trial => ({
  number,
  state,
  params: { x: number },
  values: state === 'complete' ? [Math.max(...values)] : null,
  reports: new Map(values.map((value, at) => [at + 1, value])),
})
/** Accuracies 0.80, 0.82, … at the first step, which end at 0.90, 0.91, … */
const complete = [0, 1, 2, 3, 4].map((at) =>
  trialOf(at, 'complete', [0.8 + 0.02 * at, 0.9 + 0.01 * at]),
)
const endOf = (value: number) => {
  const pruned = trialOf(9, 'pruned', [value])
  return -(expectedEnds([...complete, pruned], 'maximize').get(pruned) ?? Number.NaN)
}
const assertNear = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`)

test('a pruned trial ends where those ended that were as good at its last step', () => {
  assertNear(endOf(0.82), 0.91)
  assertNear(endOf(0.83), 0.915)
})

test('it is at most as good as the median, and keeps its distance below the worst', () => {
  assertNear(endOf(0.88), 0.92)
  assertNear(endOf(0.99), 0.92)
  assertNear(endOf(0.7), 0.8)
})

test('without complete trials, or without a number, nothing is expected', () => {
  const pruned = trialOf(9, 'pruned', [0.5])
  assert.equal(expectedEnds([pruned], 'maximize').size, 0)
  assert.equal(expectedEnds([...complete, trialOf(9, 'pruned', [Number.NaN])], 'maximize').size, 0)
})

test('the early value of a deep network does not make it the worst of all for gp', () => {
  const pruned = trialOf(9, 'pruned', [0.82])
  const { judged } = observe([...complete, pruned], ['maximize'])
  const own = judged.find(({ params }) => params.x === 9)
  assertNear(-(own?.losses[0] ?? Number.NaN), 0.91)
})

test('for tpe, a bad complete trial is no better than a pruned one that was ahead of it', () => {
  const pruned = trialOf(9, 'pruned', [0.84])
  const { good } = split([...complete, pruned], ['maximize'], () => 4)
  assert.deepEqual(
    good.map(({ x }) => x),
    [4, 3, 2, 9],
  )
})
