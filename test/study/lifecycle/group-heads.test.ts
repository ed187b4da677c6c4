import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  groupHeads,
  groupSize,
  type WaitingTrial,
} from '../../../src/study/lifecycle/group-heads.ts'

const device = { device: 'cpu', rates: new Map() }
const small = 'l16-a' // a shape of which 16 lanes pay on a CPU
const wait = (count: number, shape: string | null = small, from = 0): WaitingTrial[] =>
  Array.from({ length: count }, (_, at) => ({ number: from + at, fencing: 0, attempt: 0, shape }))
const heads = (waiting: WaitingTrial[], change: Partial<Parameters<typeof groupHeads>[1]> = {}) =>
  groupHeads(waiting, {
    open: waiting.length,
    capacity: 2,
    device,
    isAll: false,
    ...change,
  }).map(({ number }) => number)

test('trials of one shape are offered by full groups', () => {
  assert.deepEqual(heads(wait(48)), [0, 16, 32])
})

test('a group that is not full waits while full ones keep the trainers busy', () => {
  assert.deepEqual(heads(wait(40)), [0, 16])
  assert.deepEqual(heads(wait(40), { isAll: true }), [0, 16, 32])
  assert.deepEqual(heads(wait(20), { capacity: 1 }), [0])
})

test('few trials are shared out among the trainers', () => {
  assert.deepEqual(heads(wait(6)), [0, 3])
  assert.equal(groupSize({ attempt: 0, shape: small }, { device, open: 6, capacity: 4 }), 2)
})

test('what fills a core by itself, and what has no shape, trains alone', () => {
  assert.deepEqual(heads(wait(3, 'f-b')), [0, 1, 2])
  assert.deepEqual(heads(wait(3, null)), [0, 1, 2])
})

test('a trial whose last try was lost is alone: it may be what the trainer died of', () => {
  const waiting = wait(5).map((trial) => (trial.number === 2 ? { ...trial, attempt: 1 } : trial))
  assert.ok(heads(waiting, { isAll: true }).includes(2))
  assert.equal(groupSize({ attempt: 1, shape: small }, { device, open: 50, capacity: 1 }), 1)
})
