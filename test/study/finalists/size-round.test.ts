import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sizeRound } from '../../../src/study/finalists/size-round.ts'

const trials = [
  { seconds: 10, refitSeconds: 8 },
  { seconds: 20, refitSeconds: 12 },
  { seconds: 10, refitSeconds: 8 },
]
const needs = { top: 3, seeds: 5, slots: 1, trainers: 1, refits: 1 }

describe('the size of a round', () => {
  it('is what was asked for if that ends in time, to the second', () => {
    // 5 · 40 s, and the longest refit
    assert.deepEqual(sizeRound(trials, needs, 212), {
      ...{ top: 3, seeds: 5 },
      ...{ finalistSeconds: 200, refitSeconds: 12 },
    })
    assert.equal(sizeRound(trials, needs, 211).seeds, 4)
  })

  it('gives up seeds first, down to two, and then the last of the trials', () => {
    const size = (left: number) => {
      const { top, seeds } = sizeRound(trials, needs, left)
      return [top, seeds]
    }
    assert.deepEqual([92, 91, 72, 71, 28, 27].map(size), [
      [3, 2],
      [2, 2],
      [2, 2],
      [1, 5],
      [1, 2],
      [0, 0],
    ])
  })

  it('is only the refit if nothing fits, and two trainings of the best trial without a refit', () => {
    assert.deepEqual(sizeRound(trials, needs, -5), {
      ...{ top: 0, seeds: 0 },
      ...{ finalistSeconds: 0, refitSeconds: 8 },
    })
    const { top, seeds } = sizeRound(trials, { ...needs, refits: 0 }, -5)
    assert.deepEqual([top, seeds], [1, 2])
  })

  it('is larger where trainings run at the same time', () => {
    const one = { ...needs, top: 1, seeds: 5 }
    assert.equal(sizeRound(trials, { ...one, slots: 2 }, 38).finalistSeconds, 30)
    assert.equal(sizeRound(trials, { ...one, slots: 5 }, 38).finalistSeconds, 10)
  })

  it('leaves time for the refit of each member of a blend, as many as there may be', () => {
    const blend = { ...needs, top: 1, seeds: 2, refits: 5 }
    assert.equal(sizeRound(trials, blend, 100).refitSeconds, 16)
    assert.equal(sizeRound(trials, { ...blend, trainers: 2 }, 100).refitSeconds, 8)
  })
})
