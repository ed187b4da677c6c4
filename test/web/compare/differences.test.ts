import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bestSteps, endOf } from '../../../web/src/pages/compare/best-curves.ts'
import {
  compareParams,
  compareSpecs,
  trialNumbers,
} from '../../../web/src/pages/compare-trials/differences.ts'

describe('the comparison of trials', () => {
  it('marks what is the same, and knows what a trial does not have', () => {
    assert.deepEqual(
      compareParams([
        { rate: 0.1, depth: 2 },
        { rate: 0.1, units: 3 },
      ]),
      [
        { name: 'rate', values: [0.1, 0.1], isSame: true },
        { name: 'depth', values: [2, undefined], isSame: false },
        { name: 'units', values: [undefined, 3], isSame: false },
      ],
    )
  })

  it('compares specifications leaf by leaf', () => {
    const spec = (units: number) => ({
      layers: [
        { type: 'dense', units },
        { type: 'conv2d', kernelSize: [3, 3] },
      ],
      epochs: 3,
    })
    const differing = compareSpecs([spec(8), spec(16)]).filter(({ isSame }) => !isSame)
    assert.deepEqual(differing, [{ name: 'layers[0].units', values: [8, 16], isSame: false }])
    const names = compareSpecs([spec(8)]).map(({ name }) => name)
    assert.deepEqual(names, [
      'layers[0].type',
      'layers[0].units',
      'layers[1].type',
      'layers[1].kernelSize',
      'epochs',
    ])
  })

  it('reads numbers of trials from an address', () => {
    assert.deepEqual(trialNumbers(['1', '2', '1', 'x', '-3', '1.5', '0']), [1, 2, 0])
  })
})

describe('the best value so far', () => {
  const best = [
    { number: 0, value: 3, seconds: 1.5 },
    { number: 4, value: 2, seconds: 8 },
  ]

  it('is drawn to where the study has come', () => {
    assert.deepEqual(bestSteps(best, { by: 'trials', end: 9 }), [
      [1, 3],
      [5, 2],
      [9, 2],
    ])
    assert.deepEqual(bestSteps(best, { by: 'time', end: 8 }), [
      [1.5, 3],
      [8, 2],
    ])
    assert.deepEqual(bestSteps([], { by: 'time', end: 8 }), [])
  })

  it('ends with the study', () => {
    const trials = { waiting: 1, running: 1, complete: 3, pruned: 2, failed: 1, cancelled: 0 }
    const study = { trials, createdAt: '2026-01-01T00:00:00Z', endedAt: null }
    assert.equal(endOf(study, 'trials', 0), 6)
    assert.equal(endOf(study, 'time', Date.parse('2026-01-01T00:01:00Z')), 60)
  })
})
