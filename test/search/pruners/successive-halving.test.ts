import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asha } from '../../../src/search/pruners/successive-halving.ts'
import type { Trial } from '../../../src/search/trial.ts'

type Reports = [step: number, value: number][]
const trialOf = (number: number, reports: Reports): Trial => ({
  number,
  state: 'running',
  params: {},
  values: null,
  reports: new Map(reports),
})
const stop = (
  own: Reports,
  peers: Reports[],
  more: { step?: number; options?: object; direction?: 'maximize' } = {},
) =>
  asha.shouldPrune(
    {
      trial: trialOf(99, own),
      step: more.step ?? Math.max(...own.map(([step]) => step)),
      lastStep: null,
      peers: peers.map((reports, number) => trialOf(number, reports)),
      direction: more.direction ?? 'minimize',
    },
    more.options ?? {},
  )

const six: Reports[] = [1, 2, 3, 4, 5].map((value) => [[3, value]])

test('one in η of those at the rung goes on, the trial itself included', () => {
  // six at the rung of step 3, η = 3: two go on
  assert.equal(stop([[3, 1.5]], six), false)
  assert.deepEqual(stop([[3, 2.5]], six), {
    pruner: 'asha',
    step: 3,
    rung: 1,
    value: 2.5,
    threshold: 2,
    comparedWith: [0, 1, 2, 3, 4],
  })
  assert.equal(stop([[3, 4.5]], six, { direction: 'maximize' }), false)
  assert.notEqual(stop([[3, 3.5]], six, { direction: 'maximize' }), false)
})

test('the best goes on while there are fewer than η, ties too', () => {
  assert.equal(stop([[3, 5]], []), false)
  assert.equal(stop([[3, 5]], [[[3, 5]]]), false)
  assert.notEqual(stop([[3, 5]], [[[3, 4]]]), false)
})

test('trials are judged at rungs only, minResource · η^k', () => {
  const bad = (step: number, options: object) => {
    const peers: Reports[] = [1, 2, 3].map((value) => [[step, value]])
    return stop([[step, 9]], peers, { options }) !== false
  }
  const ran = (options: object) =>
    Array.from({ length: 40 }, (_, index) => index + 1).filter((step) => {
      const before: Reports = Array.from({ length: step }, (_, index) => [index + 1, 9])
      const peers: Reports[] = [1, 2, 3].map((value) => before.map(([at]) => [at, value]))
      return stop(before, peers, { options }) !== false
    })
  assert.deepEqual(ran({}), [1, 3, 9, 27])
  assert.deepEqual(ran({ minResource: 2, reductionFactor: 4 }), [2, 8, 32])
  assert.equal(bad(1, { minResource: 2 }), false)
})

test('a missing report is replaced by the next before the following rung', () => {
  const peers: Reports[] = [[[5, 1]], [[8, 2]], [[4, 3]]]
  assert.notEqual(
    stop(
      [
        [2, 0],
        [6, 2.5],
      ],
      peers,
    ),
    false,
  )
  assert.equal(
    stop(
      [
        [2, 0],
        [6, 0.5],
      ],
      peers,
    ),
    false,
  )
})

test('a report past the next rung does not compete at the one before', () => {
  const peers: Reports[] = [[[9, 1]], [[1, 1]]]
  assert.equal(stop([[4, 9]], peers), false)
})

test('a repeated step and a later one within the rung change nothing', () => {
  const settled: Reports = [
    [3, 1.5],
    [4, 99],
  ]
  assert.equal(stop(settled, six), false)
  assert.equal(
    stop(
      [
        [3, 1.5],
        [5, 9],
      ],
      six,
      { step: 3 },
    ),
    false,
  )
})

test('NaN is worse than every number', () => {
  assert.notEqual(stop([[3, Number.NaN]], six), false)
  const broken: Reports[] = [1, 2, 3].map(() => [[3, Number.NaN]])
  assert.equal(stop([[3, 1e9]], broken), false)
})
