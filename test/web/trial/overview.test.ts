import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { metricCurves } from '../../../web/src/pages/trial/overview/curve-series.ts'
import { placeInRange } from '../../../web/src/pages/trial/overview/place-in-range.ts'
import { whyEnded, whySuggested } from '../../../web/src/pages/trial/overview/story.ts'

const trial: Parameters<typeof whySuggested>[0] = {
  number: 7,
  state: 'complete',
  source: 'suggested',
  copyOf: null,
  attempt: 1,
  reason: null,
  step: 6,
  lastStep: 9,
  provenance: {},
}

describe('the place of a value in its range', () => {
  it('is by factors on a log range', () => {
    const range = { type: 'float', low: 1e-4, high: 1, log: true } as const
    assert.equal(placeInRange(0.01, range)?.share, 0.5)
    assert.equal(placeInRange(0.5, range)?.isAtEdge, false)
    assert.equal(placeInRange(1, range)?.isAtEdge, true)
    assert.equal(placeInRange(2, range), null)
  })

  it('is the middle of its option’s part', () => {
    const choice = { type: 'choice', options: ['relu', null, [1, 2], 'tanh'] } as const
    assert.equal(placeInRange([1, 2], choice)?.share, 0.625)
    assert.equal(placeInRange('gelu', choice), null)
  })
})

describe('the story of a trial', () => {
  it('says what the sampler expected', () => {
    const provenance = {
      ...{ sampler: 'auto', phase: 'exploit', chosen: 'gp', because: 'few trials' },
      ...{ expected: 0.95, deviation: 0.01, observations: 12, pending: 2 },
    }
    const text = whySuggested({ ...trial, provenance }).join(' ')
    assert.match(text, /Suggested by auto: where it expects the largest improvement/)
    assert.match(text, /chose gp because few trials/)
    assert.match(text, /Expected value: 0\.95 ± 0\.01\./)
    assert.match(text, /12 trials and 2 still running/)
  })

  it('names other sources', () => {
    assert.match(whySuggested({ ...trial, source: 'enqueued' })[0]!, /by a user/)
    assert.match(whySuggested({ ...trial, source: 'refit', copyOf: 3 })[0]!, /trial 3/)
  })

  it('says how it ended, and by which comparison', () => {
    assert.deepEqual(whyEnded(trial), ['Complete after 9 epochs; epoch 6 was the best.'])
    const stop = {
      ...{ pruner: 'asha', step: 3, value: 0.4, threshold: 0.3, compared: 8, isAudited: false },
    }
    const text = whyEnded({ ...trial, state: 'pruned', reason: 'asha', provenance: { stop } })
    assert.match(
      text[1]!,
      /At epoch 3 asha would stop it: its value was 0\.4 where 0\.3 was needed, compared with 8 trials/,
    )
    assert.match(
      whyEnded({ ...trial, state: 'failed', reason: 'diverged' })[0]!,
      /Failed: diverged\./,
    )
  })
})

describe('learning curves', () => {
  it('are pairs by metric, loss first', () => {
    const points = [
      { step: 1, value: 0.5, train: { loss: 2 }, validation: { loss: 3, accuracy: 0.5 } },
      { step: 2, value: 0.6, train: { loss: 1 }, validation: { loss: 2, accuracy: 0 } },
    ]
    const curves = metricCurves(points)
    assert.deepEqual(
      curves.map(({ metric, curves: own, canBeLog }) => [
        metric,
        own.map(({ part }) => part),
        canBeLog,
      ]),
      [
        ['loss', ['train', 'validation'], true],
        ['accuracy', ['validation'], false],
      ],
    )
    assert.deepEqual(curves[0]?.curves[0]?.points, [
      [1, 2],
      [2, 1],
    ])
  })

  it('are the reports of a client where no metric is known', () => {
    const points = [{ step: 4, value: 0.5, train: {}, validation: {} }]
    assert.deepEqual(metricCurves(points)[0]?.curves[0]?.points, [[4, 0.5]])
    assert.deepEqual(metricCurves([]), [])
  })
})
