import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrainedGroup } from '../../../src/study/timeline/group-trials.ts'
import { packTimeline } from '../../../src/study/timeline/pack-timeline.ts'

const group = (owner: string, start: number, end: number, first: number, trials = 1) =>
  ({
    owner,
    device: null,
    trainer: null,
    start,
    end,
    first,
    trials,
    copies: 0,
    running: 0,
    complete: trials,
    pruned: 0,
    failed: 0,
    cancelled: 0,
  }) satisfies TrainedGroup

const limits = { maxSpans: 100, maxRows: 10 }

describe('a timeline', () => {
  it('has a row for each training that its owner runs at the same time', () => {
    const { rows, width } = packTimeline(
      [
        group('a', 0, 2, 0, 8),
        group('a', 1, 3, 8, 8),
        group('b', 1, 4, 16),
        group('a', 2, 5, 17),
        group('a', 3, 4, 18),
      ],
      limits,
    )
    const places = rows.map(({ owner, place, spans }) => [
      owner,
      place,
      spans.map(({ first }) => first),
    ])
    assert.deepEqual(places, [
      ['a', 0, [0, 17]],
      ['a', 1, [8, 18]],
      ['b', 0, [16]],
    ])
    assert.equal(width, 0)
  })

  it('has a row for each trainer, beside those of trials whose trainer is unknown', () => {
    const by = (trainer: number, start: number, end: number, first: number) => ({
      ...group('a', start, end, first),
      trainer,
    })
    const { rows } = packTimeline(
      [group('a', 0, 9, 0), by(2, 0, 2, 1), by(0, 1, 2, 2), by(0, 3, 4, 3), by(2, 3, 4, 4)],
      limits,
    )
    assert.deepEqual(
      rows.map(({ trainer, place, spans }) => [trainer, place, spans.map(({ first }) => first)]),
      [
        [0, 0, [2, 3]],
        [2, 1, [1, 4]],
        [null, 2, [0]],
      ],
    )
  })

  it('begins a training of a trainer when the one before it has ended', () => {
    const stored = [
      { ...group('a', 0, 5, 0), trainer: 0 },
      { ...group('a', 3, 8, 1), trainer: 0 },
      { ...group('a', 4, 6, 2), trainer: 0 },
    ]
    const { rows } = packTimeline(stored, limits)
    assert.deepEqual(
      rows[0]!.spans.map(({ start, end, busy }) => [start, end, busy]),
      [
        [0, 5, 5],
        [5, 8, 3],
        [8, 8, 0],
      ],
    )
  })

  it('merges neighbours until there are few spans, and counts what they were', () => {
    const groups = Array.from({ length: 10_000 }, (_, i) => group('a', i, i + 0.5, i))
    const { rows, width } = packTimeline(groups, limits)
    const { spans } = rows[0]!
    assert.ok(spans.length <= 100 && spans.length > 20, String(spans.length))
    assert.ok(width > 0)
    assert.ok(spans.every(({ start, end }) => end - start <= width))
    const total = (of: 'trials' | 'complete' | 'busy') =>
      spans.reduce((sum, span) => sum + span[of], 0)
    assert.deepEqual([total('trials'), total('complete'), total('busy')], [10_000, 10_000, 5_000])
  })

  it('says how many rows it leaves out', () => {
    const groups = Array.from({ length: 15 }, (_, i) => group('a', 0, 10, i))
    const { rows, rowsLeftOut } = packTimeline(groups, limits)
    assert.deepEqual([rows.length, rowsLeftOut], [10, 5])
  })

  it('is empty before anything is trained', () => {
    assert.deepEqual(packTimeline([], limits), { rows: [], width: 0, rowsLeftOut: 0 })
  })
})
