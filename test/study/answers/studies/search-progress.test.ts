import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { searchEpochs, secondsLeft } from '../../../../src/study/answers/studies/search-progress.ts'

const study = {
  state: 'running' as const,
  trials: { waiting: 1, running: 2, complete: 3, pruned: 1, failed: 0, cancelled: 0 },
  // three whole trainings of 20 epochs and one that ended after 5; two run and one waits
  epochs: { done: 65 + 15, ended: 65, open: 60, finalists: 0, refits: 0, mostSeconds: null },
  phase: 'search' as const,
  progress: null,
  maxTrials: 10,
  maxSeconds: null,
  searchSeconds: null,
  activeSeconds: 40,
  isExhausted: false,
}

describe('the progress of a search', () => {
  it('plans for a trial to come what the others have on average', () => {
    // 125 epochs in 7 trials, and 3 trials to come
    assert.deepEqual(searchEpochs(study), { done: 80, planned: Math.round(125 + (3 * 125) / 7) })
  })

  it('is left open while the number of trials is', () => {
    assert.deepEqual(searchEpochs({ ...study, maxTrials: null }), { done: 80, planned: null })
  })

  it('plans no more than its open trials once the sampler is exhausted or the study has ended', () => {
    const exhausted = { ...study, maxTrials: null, isExhausted: true }
    assert.equal(searchEpochs(exhausted)?.planned, 125)
    const trials = { ...study.trials, waiting: 0, running: 0 }
    const ended = {
      ...study,
      state: 'complete' as const,
      trials,
      epochs: { ...study.epochs, done: 65, open: 0 },
    }
    assert.deepEqual(searchEpochs(ended), { done: 65, planned: 65 })
  })

  it('plans nothing that it knows nothing of', () => {
    const trials = { waiting: 0, running: 0, complete: 0, pruned: 0, failed: 0, cancelled: 0 }
    const fresh = { ...study, trials, epochs: { ...study.epochs, done: 0, ended: 0, open: 0 } }
    assert.deepEqual(searchEpochs(fresh), { done: 0, planned: null })
    assert.equal(secondsLeft(fresh), null)
    assert.equal(searchEpochs({ ...study, epochs: null }), null)
  })
})

describe('the seconds left', () => {
  it('follow from the rate of epochs so far', () => {
    // two epochs a second
    assert.equal(secondsLeft(study), (179 - 80) / 2)
  })

  it('end with the budget if that is sooner, and never below zero', () => {
    assert.equal(secondsLeft({ ...study, maxSeconds: 50 }), 10)
    assert.equal(secondsLeft({ ...study, maxSeconds: 30 }), 0)
    assert.equal(secondsLeft({ ...study, maxTrials: null, maxSeconds: 50 }), 10)
  })

  it('are unknown without a limit, before the first epoch, and for a study that is not running', () => {
    assert.equal(secondsLeft({ ...study, maxTrials: null }), null)
    assert.equal(secondsLeft({ ...study, epochs: { ...study.epochs, done: 0, ended: 0 } }), null)
    assert.equal(secondsLeft({ ...study, state: 'paused' }), null)
  })

  it('add finalists and refit at the rate of the search', () => {
    // 16 trainings of 125/7 epochs, two epochs a second
    const epochs = { ...study.epochs, finalists: 15, refits: 1 }
    const left = secondsLeft({ ...study, maxTrials: null, maxSeconds: 50, epochs })
    assert.ok(Math.abs((left ?? 0) - (10 + (16 * 125) / 7 / 2)) < 1e-9)
  })

  it('allow finalists and refit no more than their seconds', () => {
    const epochs = { ...study.epochs, finalists: 15, refits: 1, mostSeconds: 20 }
    assert.equal(secondsLeft({ ...study, maxTrials: null, maxSeconds: 50, epochs }), 10 + 20)
    const progress = {
      trainings: { planned: 15 },
      epochs: { done: 50, planned: 200 },
      secondsLeft: 75,
    }
    assert.equal(secondsLeft({ ...study, epochs, progress, phase: 'finalists' }), 20)
  })

  it('are what is left of the study where finalists have a share of it', () => {
    const shared = { ...study, maxTrials: null, maxSeconds: 100, searchSeconds: 70 }
    const epochs = { ...study.epochs, finalists: 50, refits: 1 }
    assert.equal(secondsLeft({ ...shared, epochs }), 60)
    assert.equal(secondsLeft({ ...shared, epochs: { ...epochs, done: 0 } }), 60)
  })

  it('are those of the phase after the search, and of the refit to come', () => {
    const epochs = { ...study.epochs, finalists: 10, refits: 1 }
    const progress = {
      trainings: { planned: 10 },
      epochs: { done: 50, planned: 200 },
      secondsLeft: 75,
    }
    const phase = { ...study, epochs, progress, maxSeconds: 30 }
    assert.equal(secondsLeft({ ...phase, phase: 'finalists' }), 75 + 20 / 2)
    assert.equal(secondsLeft({ ...phase, phase: 'refit' }), 75)
    const unknown = { ...phase, progress: { ...progress, secondsLeft: null } }
    assert.equal(secondsLeft({ ...unknown, phase: 'finalists' }), null)
  })
})
