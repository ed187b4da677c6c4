import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asha } from '../../../src/search/pruners/asha.ts'
import { patient } from '../../../src/search/pruners/patient.ts'
import type { Trial } from '../../../src/search/trial.ts'

const cycle = { kind: 'oneCycle/30', settledFrom: 23 }
const trialOf = (number: number, value: number, schedule?: Trial['schedule']): Trial => ({
  number,
  state: 'running',
  params: {},
  values: null,
  reports: new Map(Array.from({ length: 30 }, (_, at) => [at + 1, value])),
  ...(schedule && { schedule }),
})
const isStopped = (trial: Trial, peers: Trial[], step: number) => {
  const reports = new Map([...trial.reports].filter(([at]) => at <= step))
  return (
    asha.shouldPrune(
      { trial: { ...trial, reports }, step, lastStep: 90, peers, direction: 'maximize' },
      {},
    ) !== false
  )
}
const constant = [1, 2, 3, 4].map((number) => trialOf(number, 0.9))
const cycles = [5, 6, 7, 8].map((number) => trialOf(number, 0.8, cycle))

test('before its values settle, a one-cycle trial competes with its own kind only', () => {
  assert.equal(isStopped(trialOf(0, 0.5, cycle), constant, 9), false)
  assert.equal(isStopped(trialOf(0, 0.5, cycle), [...constant, ...cycles], 9), true)
  assert.equal(isStopped(trialOf(0, 0.85, cycle), [...constant, ...cycles], 9), false)
  const shorter = { kind: 'oneCycle/60', settledFrom: 46 }
  assert.equal(isStopped(trialOf(0, 0.5, shorter), cycles, 9), false, 'at another place')
})

test('others are not compared with it either, until its values settle', () => {
  assert.equal(isStopped(trialOf(0, 0.5), cycles, 9), false)
  assert.equal(isStopped(trialOf(0, 0.5, cycle), constant, 27), true)
  assert.equal(isStopped(trialOf(0, 0.5), cycles, 27), true)
})

test('patience begins when values settle', () => {
  const stops = (step: number) => {
    const trial = trialOf(0, 0.5, cycle)
    const reports = new Map([...trial.reports].filter(([at]) => at <= step))
    const context = { trial: { ...trial, reports }, step, lastStep: 90, peers: [] }
    return patient.shouldPrune({ ...context, direction: 'maximize' }, { patience: 3 }) !== false
  }
  assert.equal(stops(22), false)
  assert.equal(stops(23), true)
})
