import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Study } from '../../../src/cli/answers.ts'
import { budgetShare, formatStatus, showFrame } from '../../../src/cli/show/progress.ts'

const study: Study = {
  id: 's',
  name: 'digits',
  state: 'running',
  objective: { metric: 'validation.accuracy', direction: 'maximize' },
  trials: { waiting: 1, running: 2, complete: 5, pruned: 1, failed: 2, cancelled: 0 },
  best: { number: 4, state: 'complete', value: 0.9876543, params: {} },
  budget: { trials: 40, seconds: 100, target: null },
  stopReason: null,
  version: 5,
  createdAt: '2026-01-01T00:00:00Z',
  activeSeconds: 10,
}

describe('progress', () => {
  test('is that of the budget which ends first', () => {
    assert.equal(budgetShare(study), 8 / 40)
    assert.equal(budgetShare({ ...study, activeSeconds: 50 }), 0.5)
    assert.equal(budgetShare({ ...study, activeSeconds: 130 }), 1)
  })

  test('is not known without a budget, and whole when the study is complete', () => {
    const open = { ...study, budget: { trials: null, seconds: null, target: 0.99 } }
    assert.equal(budgetShare(open), null)
    assert.equal(budgetShare({ ...open, state: 'complete' }), 1)
  })
})

test('the status names what runs, what failed and the best so far', () => {
  assert.equal(
    formatStatus(study),
    '8/40 trials, 2 running, 1 pruned, 2 failed, best 0.98765 (trial 4), 10.0 s',
  )
})

test('a frame has a bar of one line in any width, then the best five trials', () => {
  const items = Array.from({ length: 9 }, (_, number) => ({
    rank: number + 1,
    state: 'complete' as const,
    number,
    value: 0.9,
    step: 1,
    params: { units: number },
    durationMs: 10,
  }))
  const board = { version: 1, direction: 'maximize' as const, items, next: null }
  for (const width of [60, 100, 300]) {
    const lines = showFrame(study, board, { width }).split('\n')
    assert.match(lines[0] ?? '', / 20 %/)
    assert.ok((lines[0] ?? '').length < width)
    assert.equal(lines.filter((line) => line.includes('0.9 ')).length, 5)
  }
  assert.equal(showFrame(study, null, { width: 80 }).split('\n').length, 1)
})
