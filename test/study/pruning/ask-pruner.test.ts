import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Trial } from '../../../src/search/trial.ts'
import { firstVerdict } from '../../../src/study/pruning/ask-pruner.ts'

const spec = {
  pruner: { type: 'asha' as const, minResource: 1, reductionFactor: 3, warmupSteps: 0 },
  objective: { metric: 'validation.accuracy', direction: 'maximize' as const },
}
const reporting = (number: number, values: number[]): Trial => ({
  number,
  state: 'running',
  params: {},
  values: null,
  reports: new Map(values.map((value, at) => [at + 1, value])),
})

test('a rung inside a batch of reports is decided like one at its end', () => {
  const peers = [1, 2, 3, 4].map((number) => reporting(number, [0.5, 0.6, 0.9, 0.9]))
  // as good as any at the first rung, the worst at the second, which starts at step 3
  const trial = reporting(0, [0.5, 0.5, 0.1, 0.95, 0.99])
  const reported = { number: 0, steps: [1, 2, 3, 4, 5], lastStep: 20 }
  const verdict = firstVerdict([trial, ...peers], spec, reported)
  assert.ok(verdict)
  assert.equal(verdict.step, 3)
  assert.equal(verdict.value, 0.5)
})

test('what comes later does not count for an earlier step', () => {
  const median = { ...spec, pruner: { type: 'median' as const, startupTrials: 1, warmupSteps: 0 } }
  const peer: Trial = { ...reporting(1, [0.6, 0.6]), state: 'complete', values: [0.6] }
  const trial = reporting(0, [0.1, 0.9])
  const verdict = firstVerdict([trial, peer], median, { number: 0, steps: [1, 2], lastStep: 9 })
  assert.ok(verdict)
  assert.equal(verdict.step, 1)
})

test('in order, a trial is judged by exactly those that it was suggested from', () => {
  const ordered = { ...spec, ordered: true, parallelism: 3 }
  const trial = reporting(5, [0.5])
  const reported = { number: 5, steps: [1], lastStep: 20 }
  const better = (numbers: number[]) => numbers.map((number) => reporting(number, [0.9]))
  assert.equal(firstVerdict([trial, ...better([3, 4, 6, 7])], ordered, reported), false)
  const verdict = firstVerdict([trial, ...better([0, 1, 2, 3, 4, 6])], ordered, reported)
  assert.ok(verdict)
  assert.deepEqual([...verdict.comparedWith].sort(), [0, 1, 2])
})

test('in order, a trial is judged where its training waits', () => {
  const pruner = { type: 'median' as const, startupTrials: 1, warmupSteps: 0 }
  const ordered = { ...spec, pruner, ordered: true, parallelism: 1 }
  const peer: Trial = { ...reporting(0, Array(20).fill(0.9)), state: 'complete', values: [0.9] }
  const trial = reporting(1, Array(20).fill(0.1))
  const judged = (steps: number[]) =>
    firstVerdict([peer, trial], ordered, { number: 1, steps, lastStep: 20 })
  assert.equal(judged([1, 3, 5]), false)
  assert.equal((judged([1, 2, 3]) || null)?.step, 2, 'each tenth')
  const external = firstVerdict([peer, trial], ordered, { number: 1, steps: [1], lastStep: null })
  assert.ok(external, 'clients wait at each report')
})
