import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  progressFacts,
  type StudyProgress,
  shareDone,
} from '../../../../web/src/pages/study/header/progress-words.ts'
import {
  budgetLeft,
  expectedWords,
  isExpecting,
  optimismWords,
  sinceWords,
  stopWords,
} from '../../../../web/src/pages/study/overview/done-words.ts'

const study: StudyProgress = {
  state: 'running',
  phase: 'search',
  trials: { waiting: 2, running: 3, complete: 10, pruned: 4, failed: 1, cancelled: 0 },
  epochs: { done: 120, planned: 480 },
  progress: null,
  budget: { trials: 60, seconds: null },
  activeSeconds: 90,
  eta: 270,
  throughput: {
    recent: { trialsPerSecond: 0.1, epochsPerSecond: 1 },
    overall: { trialsPerSecond: 0.2, epochsPerSecond: 2 },
  },
}

describe('how far a study is', () => {
  it('is said in a few facts', () => {
    assert.deepEqual(progressFacts(study), [
      '15 of 60 trials',
      '120 of 480 epochs',
      '6 trials / min',
      'about 4 min 30 s left',
    ])
  })

  it('has no epochs and no end where clients train without a budget', () => {
    const external = {
      ...study,
      epochs: null,
      budget: { trials: null, seconds: null },
      eta: null,
      throughput: { recent: null, overall: null },
    }
    assert.deepEqual(progressFacts(external), ['15 trials'])
    assert.equal(shareDone(external), null)
  })

  it('tells of finalists while they are trained', () => {
    const finalists = {
      ...study,
      phase: 'finalists',
      progress: { trainings: { ended: 2, planned: 9 }, epochs: { done: 30, planned: 90 } },
    }
    assert.equal(progressFacts(finalists)[0], 'Training the finalists: 2 of 9')
    assert.equal(shareDone(finalists), 1 / 3)
  })

  it('is the share of epochs, of trials where there are none, or of the time, whichever is more', () => {
    assert.equal(shareDone(study), 0.25)
    assert.equal(shareDone({ ...study, epochs: null }), 0.25)
    assert.equal(shareDone({ ...study, budget: { trials: 60, seconds: 100 } }), 0.9)
    assert.equal(shareDone({ ...study, budget: { trials: 60, seconds: 30 } }), 1)
    assert.equal(shareDone({ ...study, state: 'complete' }), 1)
  })
})

describe('are we done', () => {
  it('says why a study ended, with what was measured', () => {
    assert.equal(stopWords('budget.trials'), 'Its budget of trials is used up.')
    assert.equal(
      stopWords('budget.noImprovement: 20 trials since trial 7, the last that was better'),
      'Nothing better was found for long enough (20 trials since trial 7, the last that was better).',
    )
    assert.equal(stopWords('a rule of tomorrow'), 'a rule of tomorrow.')
  })

  it('says what the limits leave', () => {
    const budget = { trials: 60, seconds: 100, target: 0.99 }
    assert.deepEqual(budgetLeft({ ...study, budget }), [
      '45 of 60 trials are left',
      '10 s of 1 min 40 s are left',
      'it ends at the target 0.99',
    ])
    const none = { trials: null, seconds: null, target: null }
    assert.deepEqual(budgetLeft({ ...study, budget: none }), [])
  })

  it('says how much of the best value was luck', () => {
    const selection = { number: 7, among: 41, value: 0.97, mean: 0.961, optimism: 0.009 }
    assert.match(optimismWords(selection), /0\.009 of it was the luck of being the best of 41/)
    assert.match(optimismWords({ ...selection, optimism: -0.001 }), /did not make it look better/)
  })
})

describe('what is expected of the next trial', () => {
  it('is said beside the threshold', () => {
    const latest = { trials: 41, value: 0.004213 }
    assert.equal(
      expectedWords({ threshold: 0.001, latest }),
      'The next trial is expected to be better by 0.00421, judged after 41 trials; the search ends below 0.001.',
    )
  })

  it('is not known of few trials', () => {
    for (const latest of [null, { trials: 3, value: null }]) {
      assert.match(
        expectedWords({ threshold: 0.001, latest }),
        /^Too few trials .* below 0\.001\.$/,
      )
    }
  })

  it('is on its way until all ended trials are judged', () => {
    const trials = { complete: 20, pruned: 3, failed: 1 }
    const judged = (trials: number) => ({ latest: { trials } })
    const running = { state: 'running', trials, expectedImprovement: judged(23) }
    assert.equal(isExpecting(running), true)
    assert.equal(isExpecting({ ...running, expectedImprovement: { latest: null } }), true)
    assert.equal(isExpecting({ ...running, expectedImprovement: judged(24) }), false)
    assert.equal(isExpecting({ ...running, expectedImprovement: null }), false)
    assert.equal(isExpecting({ ...running, state: 'complete' }), false)
    const none = { complete: 0, pruned: 0, failed: 2 }
    assert.equal(isExpecting({ ...running, trials: none }), false)
  })

  it('may be judged by how many trials were not better', () => {
    assert.equal(sinceWords(0), 'no trial has ended since')
    assert.equal(sinceWords(1), '1 trial has ended since, and was not better')
    assert.equal(sinceWords(1_234), '1234 trials have ended since, and none was better')
  })
})
