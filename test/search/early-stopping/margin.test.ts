import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ofShare } from '../../../src/engine/measure/standard-errors.ts'
import type { PruneContext } from '../../../src/search/pruner.ts'
import { asha } from '../../../src/search/pruners/asha.ts'
import { median } from '../../../src/search/pruners/median.ts'
import type { Trial } from '../../../src/search/trial.ts'

const trialOf = (
  number: number,
  values: readonly number[],
  state: Trial['state'] = 'complete',
): Trial => ({
  number,
  state,
  params: {},
  values: null,
  reports: new Map(values.map((value, at) => [at + 1, value])),
})
const contextOf = (
  own: readonly number[],
  peers: readonly (readonly number[])[],
  noise?: PruneContext['noise'],
): PruneContext => ({
  trial: trialOf(99, own, 'running'),
  step: own.length,
  lastStep: null,
  peers: peers.map((values, number) => trialOf(number, values)),
  direction: 'maximize',
  ...(noise && { noise }),
})

const rows = 1_458
const accuracy = (value: number) => ofShare(value, rows)

test('one row of 1,458 stops no trial, and the verdict names the margin', () => {
  const peers = [[0.97737], [0.977], [0.976]]
  assert.notEqual(asha.shouldPrune(contextOf([0.97668], peers), {}), false, 'without the rows')
  const context = contextOf([0.97668], peers, accuracy)
  assert.equal(asha.shouldPrune(context, {}), false)
  const spared = asha.judge(context, {})
  assert.ok(spared && spared.isSpared === true)
  assert.equal(Number(spared.margin).toFixed(4), '0.0040')
  assert.deepEqual([spared.value, spared.threshold], [0.97668, 0.97737])
  const far = asha.shouldPrune(contextOf([0.97], peers, accuracy), {})
  assert.ok(far)
  assert.equal(Number(far.margin).toFixed(4), '0.0045')
})

test('the median has the same margin', () => {
  const peers = [0.97, 0.975, 0.977, 0.978, 0.979].map((value) => [value])
  assert.notEqual(median.shouldPrune(contextOf([0.975], peers), {}), false)
  assert.equal(median.shouldPrune(contextOf([0.975], peers, accuracy), {}), false)
  assert.notEqual(median.shouldPrune(contextOf([0.97], peers, accuracy), {}), false)
})

test('a given margin counts instead, 0 too', () => {
  const context = contextOf([0.97668], [[0.97737], [0.977], [0.976]], accuracy)
  assert.notEqual(asha.shouldPrune(context, { margin: 0 }), false)
  const far = contextOf([0.9], [[0.97737], [0.977], [0.976]])
  assert.equal(asha.shouldPrune(far, { margin: 0.1 }), false)
})

test('without a standard error, the margin is the usual deviation of reports from their trend', () => {
  const jumping = [0.5, 0.7, 0.5, 0.7, 0.5, 0.7, 0.5, 0.7, 0.9]
  const smooth = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
  const stop = (own: number, peers: readonly (readonly number[])[]) =>
    asha.shouldPrune(
      contextOf([...Array(8).fill(0.1), own], peers, () => null),
      {},
    ) !== false
  assert.equal(stop(0.85, [smooth, smooth, smooth]), true, 'a straight line has no noise')
  assert.equal(stop(0.85, [jumping, jumping, jumping]), false)
  assert.equal(stop(0.85, [jumping, smooth, smooth]), true, 'one that jumps protects no other')
})

test('NaN is stopped whatever the margin', () => {
  const context = contextOf([Number.NaN], [[0.9], [0.9], [0.9]], accuracy)
  assert.notEqual(asha.shouldPrune(context, {}), false)
})
