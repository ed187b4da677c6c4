/** Rules of hyperband, patient, threshold, wilcoxon and curve; contract.test.ts covers what all pruners share. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PruneContext } from '../../../src/search/pruner.ts'
import { curve } from '../../../src/search/pruners/curve.ts'
import { assignBracket, bracketShares, hyperband } from '../../../src/search/pruners/hyperband.ts'
import { pruners } from '../../../src/search/pruners/index.ts'
import { patient } from '../../../src/search/pruners/patient.ts'
import { threshold } from '../../../src/search/pruners/threshold.ts'
import { wilcoxon } from '../../../src/search/pruners/wilcoxon.ts'
import type { Trial } from '../../../src/search/trial.ts'

const trialOf = (
  number: number,
  reports: Iterable<[number, number]>,
  state: Trial['state'] = 'complete',
): Trial => ({ number, state, params: {}, values: null, reports: new Map(reports) })

const steps = (values: number[]): [number, number][] => values.map((value, i) => [i + 1, value])

const contextOf = (
  own: [number, number][],
  peers: Trial[] = [],
  more: Partial<PruneContext> = {},
) =>
  ({
    trial: trialOf(0, own, 'running'),
    step: Math.max(...own.map(([step]) => step)),
    lastStep: null,
    peers,
    direction: 'minimize',
    ...more,
  }) satisfies PruneContext

describe('hyperband', () => {
  test('gives every bracket the same budget', () => {
    const shares = bracketShares(1, 27, 3)
    assert.equal(shares.length, 4)
    // steps of an average trial: 1 + 2/3 + 6/9 + 18/27, 3 + 6/3 + 18/9, 9 + 18/3, 27
    const costs = [3, 7, 15, 27]
    const budgets = shares.map((share, bracket) => share * costs[bracket]!)
    for (const budget of budgets) assert.ok(Math.abs(budget / budgets[0]! - 1) < 1e-12)
    const counts = shares.map(() => 0)
    for (let number = 0; number < 200; number++) counts[assignBracket(number, shares)]! += 1
    for (const [bracket, share] of shares.entries()) {
      assert.ok(Math.abs(counts[bracket]! - 200 * share) <= 2)
    }
  })

  test('a trial competes within its bracket, from the bracket’s first rung on', () => {
    const shares = bracketShares(1, 9, 3)
    const numbersOf = (bracket: number) =>
      Array.from({ length: 60 }, (_, number) => number).filter(
        (number) => assignBracket(number, shares) === bracket,
      )
    const verdict = (bracket: number, step: number, rivals: number) => {
      const [own = 0] = numbersOf(bracket)
      const peers = numbersOf(rivals)
        .slice(1, 6)
        .map((number) => trialOf(number, [[step, 1]]))
      const trial = trialOf(own, [[step, 9]], 'running')
      return hyperband.shouldPrune(contextOf([[step, 9]], peers, { trial, lastStep: 9 }), {})
    }
    const stop = verdict(1, 3, 1)
    assert.ok(stop)
    assert.equal(stop.bracket, 1)
    assert.equal(verdict(1, 3, 0), false)
    assert.equal(verdict(1, 1, 1), false)
    assert.notEqual(verdict(0, 1, 0), false)
    assert.equal(verdict(2, 3, 2), false)
  })
})

describe('patient', () => {
  const isStopped = (values: [number, number][], options = {}) =>
    patient.shouldPrune(contextOf(values), { patience: 3, ...options }) !== false

  test('stops after so many steps without improvement', () => {
    assert.equal(isStopped(steps([5, 4, 4, 4])), false)
    assert.equal(isStopped(steps([5, 4, 4, 4, 4])), true)
    assert.equal(isStopped(steps([5, 4, 4, 4, 3.9])), false)
    assert.equal(isStopped(steps([5, 4, 4, 4, 3.9]), { minDelta: 0.2 }), true)
    assert.equal(isStopped(steps([5, 4, 4, 4, 4]), { warmupSteps: 5 }), false)
  })

  test('counts steps, not reports, and NaN as no improvement', () => {
    assert.equal(
      isStopped([
        [1, 5],
        [3, 5],
      ]),
      false,
    )
    assert.equal(
      isStopped([
        [1, 5],
        [4, 5],
      ]),
      true,
    )
    assert.equal(isStopped(steps([5, Number.NaN, Number.NaN, Number.NaN])), true)
    assert.equal(isStopped(steps([Number.NaN, 6, 5, 4])), false)
  })
})

test('threshold stops NaN, and what is outside of its bounds', () => {
  const verdict = (value: number, options = {}) =>
    threshold.shouldPrune(contextOf([[2, value]]), options)
  assert.notEqual(verdict(Number.NaN), false)
  assert.equal(verdict(1e9), false)
  assert.equal(verdict(2, { lower: 1, upper: 2 }), false)
  assert.deepEqual(verdict(2.1, { upper: 2 }), {
    pruner: 'threshold',
    step: 2,
    value: 2.1,
    threshold: 2,
    comparedWith: [],
  })
  assert.notEqual(verdict(0.9, { lower: 1 }), false)
  assert.equal(verdict(0.9, { lower: 1, warmupSteps: 2 }), false)
})

test('wilcoxon compares with the best complete trial on the steps in common', () => {
  const best = trialOf(4, steps([1, 2, 3, 4, 5, 6]))
  const peers = [best, trialOf(5, steps([2, 3, 4, 5, 6, 7])), trialOf(6, steps([0]), 'running')]
  const verdict = (own: [number, number][]) => wilcoxon.shouldPrune(contextOf(own, peers), {})
  // p of n differences that all are worse: 2^-n
  assert.equal(verdict(steps([2, 3, 4])), false)
  const stop = verdict(steps([2, 3, 4, 5]))
  assert.ok(stop)
  assert.equal(stop.p, 1 / 16)
  assert.deepEqual(stop.comparedWith, [4])
  assert.equal(verdict(steps([2, 1, 4, 3])), false)
  assert.equal(verdict([...steps([2, 3, Number.NaN, 5]), [9, 9]]), false)
})

test('curve stops what will not reach the best, and spares what may', () => {
  const decay = (floor: number, count: number) =>
    steps(Array.from({ length: count }, (_, i) => floor + 1 / (i + 1)))
  const peers = [0.1, 0.2, 0.3, 0.4, 0.5].map((floor, i) => trialOf(i + 1, decay(floor, 40)))
  const verdict = (floor: number, count: number, options = {}) =>
    curve.shouldPrune(contextOf(decay(floor, count), peers, { lastStep: 40 }), options) !== false
  assert.equal(verdict(0.5, 10), true)
  assert.equal(verdict(0.05, 10), false)
  assert.equal(verdict(0.5, 3), false)
  assert.equal(verdict(0.5, 10, { warmupSteps: 10 }), false)
  assert.equal(verdict(0.5, 10, { startupTrials: 6 }), false)
})

test('only `none` never stops a trial', () => {
  const idle = Object.entries(pruners).filter(([, { stops }]) => !stops)
  assert.deepEqual(
    idle.map(([name]) => name),
    ['none'],
  )
})
