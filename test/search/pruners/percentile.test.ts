import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PruneContext } from '../../../src/search/pruner.ts'
import { median } from '../../../src/search/pruners/median.ts'
import { percentile } from '../../../src/search/pruners/percentile.ts'
import type { Trial } from '../../../src/search/trial.ts'

const trialOf = (
  number: number,
  reports: [number, number][],
  state: Trial['state'] = 'complete',
): Trial => ({
  number,
  state,
  params: {},
  values: null,
  reports: new Map(reports),
})
const contextOf = (own: [number, number][], peers: Trial[], more: Partial<PruneContext> = {}) => ({
  trial: trialOf(99, own, 'running'),
  step: Math.max(...own.map(([step]) => step)),
  lastStep: null,
  peers,
  direction: 'minimize' as const,
  ...more,
})
const peers = [1, 2, 3, 4, 5].map((value) => trialOf(value, [[2, value]]))

test('median keeps the median and stops what is worse', () => {
  assert.equal(median.shouldPrune(contextOf([[2, 3]], peers), {}), false)
  assert.deepEqual(median.shouldPrune(contextOf([[2, 3.1]], peers), {}), {
    pruner: 'median',
    step: 2,
    value: 3.1,
    threshold: 3,
    comparedWith: [1, 2, 3, 4, 5],
  })
})

test('the trial is judged by its best value so far', () => {
  const own: [number, number][] = [
    [1, 0],
    [2, 9],
  ]
  assert.equal(median.shouldPrune(contextOf(own, peers), {}), false)
})

test('keeps every trial until startupTrials have completed, and during warmupSteps', () => {
  const bad = contextOf([[2, 9]], [...peers.slice(1), trialOf(1, [[2, 1]], 'running')])
  assert.equal(median.shouldPrune(bad, {}), false)
  assert.notEqual(median.shouldPrune(bad, { startupTrials: 4 }), false)
  assert.equal(median.shouldPrune(bad, { startupTrials: 4, warmupSteps: 2 }), false)
})

test('the percentile is counted from the best', () => {
  const at = (value: number, share: number, direction: 'minimize' | 'maximize') =>
    percentile.shouldPrune(contextOf([[2, value]], peers, { direction }), { percentile: share })
  assert.equal(at(2, 25, 'minimize'), false)
  assert.notEqual(at(2.1, 25, 'minimize'), false)
  assert.equal(at(4, 25, 'maximize'), false)
  assert.notEqual(at(3.9, 25, 'maximize'), false)
})

test('a peer without a report at the step counts with the one before, later ones do not', () => {
  const sparse = [1, 2, 3, 4, 5].map((value) =>
    trialOf(value, [
      [1, value],
      [9, -100],
    ]),
  )
  assert.notEqual(median.shouldPrune(contextOf([[3, 4]], sparse), {}), false)
  assert.equal(median.shouldPrune(contextOf([[3, 2]], sparse), {}), false)
})

test('NaN loses against numbers, and numbers win against NaN', () => {
  assert.notEqual(median.shouldPrune(contextOf([[2, Number.NaN]], peers), {}), false)
  const broken = [1, 2, 3, 4, 5].map((number) => trialOf(number, [[2, Number.NaN]]))
  assert.equal(median.shouldPrune(contextOf([[2, 1e9]], broken), {}), false)
})
