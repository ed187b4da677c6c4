import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrainedTrial } from '../../../src/db/tables/timeline.ts'
import { groupTrials } from '../../../src/study/timeline/group-trials.ts'

const trial = (number: number, changes: Partial<TrainedTrial> = {}): TrainedTrial => ({
  number,
  owner: 'a',
  device: null,
  trainer: 0,
  start: 1,
  end: 2,
  state: 'complete',
  isCopy: false,
  ...changes,
})

describe('groups of trials', () => {
  it('are those that one trainer of one owner began at the same time, by start', () => {
    const groups = groupTrials([
      trial(5, { start: 4.001, end: 9 }),
      trial(1),
      trial(0, { end: 3, state: 'pruned', device: 'cpu' }),
      trial(2, { trainer: 1 }),
      trial(3, { trainer: null, state: 'running' }),
      trial(4, { owner: 'b', state: 'failed' }),
      trial(6, { start: 4, isCopy: true, state: 'cancelled' }),
    ])
    assert.deepEqual(
      groups.map(({ owner, trainer, first, trials, start, end }) => [
        owner,
        trainer,
        first,
        trials,
        start,
        end,
      ]),
      [
        ['a', 0, 0, 2, 1, 3],
        ['a', 1, 2, 1, 1, 2],
        ['a', null, 3, 1, 1, 2],
        ['b', 0, 4, 1, 1, 2],
        ['a', 0, 6, 1, 4, 2],
        ['a', 0, 5, 1, 4.001, 9],
      ],
    )
    const { device, complete, pruned, running, failed, copies } = groups[0]!
    assert.deepEqual(
      { device, complete, pruned, running, failed, copies },
      { device: 'cpu', complete: 1, pruned: 1, running: 0, failed: 0, copies: 0 },
    )
    assert.deepEqual([groups[4]!.copies, groups[4]!.cancelled], [1, 1])
  })

  it('are none before anything is trained', () => {
    assert.deepEqual(groupTrials([]), [])
  })
})
