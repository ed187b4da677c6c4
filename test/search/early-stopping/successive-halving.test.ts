import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { asha } from '../../../src/search/pruners/asha.ts'
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

test('all go on until η others have reached the rung, then the best, ties too', () => {
  assert.equal(stop([[3, 5]], []), false)
  assert.equal(stop([[3, 5]], six.slice(0, 2)), false)
  assert.notEqual(stop([[3, 5]], six.slice(0, 3)), false)
  assert.equal(stop([[3, 1]], six.slice(0, 3)), false)
  const options = { minPeers: 1 }
  assert.notEqual(stop([[3, 5]], [[[3, 4]]], { options }), false)
  assert.equal(stop([[3, 5]], [[[3, 5]]], { options }), false)
})

test('trials are judged at rungs only, minResource · η^k', () => {
  const bad = (step: number, options: object) => {
    const peers: Reports[] = [1, 2, 3].map((value) => [[step, value]])
    return stop([[step, 9]], peers, { options }) !== false
  }
  const ran = (options: object) =>
    Array.from({ length: 40 }, (_, index) => index + 1).filter((step) => {
      const before: Reports = Array.from({ length: step }, (_, index) => [index + 1, 9])
      const peers: Reports[] = [1, 2, 3, 4].map((value) => before.map(([at]) => [at, value]))
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
        [2, 2.7],
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

describe('with several objectives', () => {
  const withVectors = (number: number, vectors: [number, number[]][]): Trial => ({
    ...trialOf(
      number,
      vectors.map(([step, [first = Number.NaN]]) => [step, first]),
    ),
    vectors: new Map(vectors),
  })
  const verdict = (own: number[], peers: number[][], options = {}) =>
    asha.shouldPrune(
      {
        trial: withVectors(99, [[3, own]]),
        step: 3,
        lastStep: null,
        peers: peers.map((values, number) => withVectors(number, [[3, values]])),
        direction: 'minimize',
        directions: ['minimize', 'maximize'],
      },
      options,
    )
  // the front: (1, 1), (2, 5), (3, 9); behind it: (2, 4), (4, 2)
  const peers = [
    [1, 1],
    [2, 5],
    [3, 9],
    [2, 4],
    [4, 2],
  ]

  test('trials go on by fronts of non-domination', () => {
    // six at the rung, η = 2: three go on
    assert.equal(verdict([0.5, 0.5], peers, { reductionFactor: 2 }), false)
    const stop = verdict([3, 3], peers, { reductionFactor: 2 })
    assert.ok(stop)
    assert.deepEqual(
      { ...stop, comparedWith: stop.comparedWith.length },
      {
        pruner: 'asha',
        step: 3,
        rung: 1,
        value: 5, // place: after the front of three, and (2, 4)
        threshold: 3,
        front: 2,
        comparedWith: 5,
      },
    )
  })

  test('within a front those with more room go on', () => {
    const line = [
      [0, 0],
      [1, 1],
      [8, 8],
      [9, 9],
      [10, 10],
    ]
    // all six are in one front; η = 2: the two ends go on, and who has the widest gap around it
    assert.equal(verdict([4.5, 4.5], line, { reductionFactor: 2 }), false)
    assert.notEqual(verdict([9.5, 9.5], line, { reductionFactor: 2 }), false)
  })

  test('a trial that is NaN in one objective is behind all others', () => {
    assert.notEqual(verdict([0, Number.NaN], peers, { reductionFactor: 2 }), false)
    const broken = peers.map(([first = 0]) => [first, Number.NaN])
    assert.equal(verdict([9, 0], broken), false)
  })

  test('a trial without a report of all objectives is not preferred to one with', () => {
    const silent: Trial = trialOf(7, [[3, 0]])
    const own = withVectors(99, [[3, [5, 5]]])
    const context = { trial: own, step: 3, lastStep: null, direction: 'minimize' as const }
    const directions = ['minimize', 'minimize'] as const
    assert.equal(asha.shouldPrune({ ...context, directions, peers: [silent, silent] }, {}), false)
  })
})

test('a trial that was resumed is judged at the rung that it meets next, not at those behind it', () => {
  const resumed: Reports = [
    [1, 9],
    [2, 9],
    [9, 9],
  ]
  // reports 3 to 8 were lost with its worker: rung 3 never saw it, rung 9 does
  const peers: Reports[] = [1, 2, 3].map((value) => [
    [3, value],
    [9, value],
  ])
  const verdict = stop(resumed, peers)
  assert.ok(verdict)
  assert.equal(verdict.rung, 2)
  // the same report again, after the next attempt has repeated it
  assert.deepEqual(stop(resumed, peers, { step: 9 }), verdict)
})

test('the best value so far counts, on both sides; NaN at the rung is NaN', () => {
  const rising = (best: number): Reports => [
    [2, best],
    [3, 9],
  ]
  const peers = [rising(1), rising(2), rising(3), rising(4), rising(5)]
  assert.equal(stop(rising(1.5), peers), false)
  const verdict = stop(rising(2.5), peers)
  assert.ok(verdict)
  assert.deepEqual([verdict.value, verdict.threshold], [2.5, 2])
  const diverged: Reports = [
    [2, 0],
    [3, Number.NaN],
  ]
  assert.notEqual(stop(diverged, peers), false)
  assert.equal(stop([[3, 5]], [diverged]), false, 'and beats nobody')
})

test('training waits at the rungs, after the warm-up', () => {
  assert.deepEqual(asha.decidesAt(81, {}), [1, 3, 9, 27])
  assert.deepEqual(asha.decidesAt(20, { minResource: 2, reductionFactor: 2.5 }), [2, 5, 13])
  assert.deepEqual(asha.decidesAt(81, { warmupSteps: 3 }), [9, 27])
})
