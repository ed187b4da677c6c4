import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { progressOf, progressText } from '../../../../web/src/pages/studies/study-row.ts'

const trials = { waiting: 1, running: 2, complete: 10, pruned: 4, failed: 1, cancelled: 0 }
const study = {
  state: 'running',
  phase: 'search',
  trials,
  budget: { trials: 50 as number | null, seconds: null as number | null },
  activeSeconds: 30,
  progress: null as { trainings: { ended: number; planned: number } } | null,
}

describe('the progress of a study', () => {
  it('counts ended trials', () => {
    assert.equal(progressOf(study), 15 / 50)
    assert.equal(progressText(study), '15 / 50 trials')
  })

  it('is by time where that runs out first, and unknown without a limit', () => {
    assert.equal(progressOf({ ...study, budget: { trials: 50, seconds: 40 } }), 0.75)
    assert.equal(progressOf({ ...study, budget: { trials: null, seconds: null } }), null)
    assert.equal(progressText({ ...study, budget: { trials: null, seconds: 40 } }), '15 trials')
  })

  it('is that of the finalists after the search', () => {
    const finalists = {
      ...study,
      phase: 'finalists',
      progress: { trainings: { ended: 3, planned: 9 } },
    }
    assert.equal(progressOf(finalists), 1 / 3)
    assert.equal(progressText(finalists), 'finalists 3 / 9')
  })

  it('is whole when the study is complete, though its budget is not used up', () => {
    assert.equal(progressOf({ ...study, state: 'complete' }), 1)
    assert.equal(progressText({ ...study, state: 'complete' }), '15 trials')
  })
})
