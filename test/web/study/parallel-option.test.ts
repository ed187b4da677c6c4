import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Parallel } from '../../../web/src/pages/study/plots/queries.ts'
import {
  axesOf,
  intervalsOf,
  parallelOption,
  withBrush,
} from '../../../web/src/pages/study/trials/parallel-option.ts'

const range = { points: null, step: null }
const answer: Parallel = {
  version: 1,
  trials: 3,
  objective: { index: 0, metric: 'accuracy', direction: 'maximize' },
  parametersLeftOut: 0,
  chosen: { best: 2, even: 1 },
  axes: [
    {
      parameter: 'optimizer[adam].learningRate',
      domain: { type: 'float', low: 1e-5, high: 1, log: true, ...range },
    },
    { parameter: 'kind', domain: { type: 'choice', options: ['a', null, true] } },
  ],
  lines: [
    { number: 0, value: 0.9, isBest: true, at: [0.1, 0] },
    { number: 1, value: 0.2, isBest: false, at: [null, 1] },
    { number: 2, value: 0.7, isBest: true, at: [1e-5, 2] },
  ],
}

describe('parallel coordinates', () => {
  it('have an axis for each parameter as its domain says, and one for the objective', () => {
    const { parallelAxis, series, visualMap } = parallelOption(answer, {
      theme: 'dark',
      accent: '#00f',
    })
    assert.deepEqual(
      parallelAxis.map(({ id, type, dim }) => [id, type, dim]),
      [
        ['params.optimizer[adam].learningRate', 'log', 0],
        ['params.kind', 'category', 1],
        ['value', 'value', 2],
      ],
    )
    assert.equal(parallelAxis[0]!.name, '…er[adam].learningRate')
    // the best line is the last, on top; a missing parameter has no point
    assert.deepEqual(series[0]!.data, [
      [Number.NaN, 'null', 0.2],
      [1e-5, 'true', 0.7],
      [0.1, 'a', 0.9],
    ])
    assert.deepEqual([visualMap.min, visualMap.max, visualMap.dimension], [0.2, 0.9, 2])
  })

  it('turn a brush into a filter, and a filter into the same brush', () => {
    const [rate, kind, value] = axesOf(answer)
    const brushed = withBrush({ state: ['complete'] }, answer, {
      id: rate!.id,
      intervals: [[0.001, 0.01]],
    })
    const params = { 'optimizer[adam].learningRate': { from: 0.001, to: 0.01 } }
    assert.deepEqual(brushed, { state: ['complete'], params })
    assert.deepEqual(intervalsOf(brushed, rate!.id, rate!.domain), [[0.001, 0.01]])

    const both = withBrush(brushed, answer, { id: kind!.id, intervals: [[0.7, 2.2]] })
    assert.deepEqual(both.params, { ...params, kind: [null, true] })
    assert.deepEqual(intervalsOf(both, kind!.id, kind!.domain), [
      [1, 1],
      [2, 2],
    ])
    const three = withBrush(both, answer, { id: value!.id, intervals: [[0.5, 0.8]] })
    assert.deepEqual(three.value, { from: 0.5, to: 0.8 })
    assert.deepEqual(intervalsOf(three, value!.id, value!.domain), [[0.5, 0.8]])
  })

  it('without an interval have no filter on the axis', () => {
    const where = { value: { from: 1 }, params: { kind: ['a'] } }
    assert.deepEqual(withBrush(where, answer, { id: 'params.kind', intervals: [] }), {
      value: { from: 1 },
    })
    assert.deepEqual(withBrush(where, answer, { id: 'value', intervals: [] }), {
      params: { kind: ['a'] },
    })
  })

  it('give a filter no more digits than a pixel is worth', () => {
    const { value } = withBrush({}, answer, {
      id: 'value',
      intervals: [[0.123456789, 0.987654321]],
    })
    assert.deepEqual(value, { from: 0.123, to: 0.9877 })
  })

  it('of several intervals filter by the range that holds them', () => {
    const { value } = withBrush({}, answer, {
      id: 'value',
      intervals: [
        [0.5, 0.6],
        [0.1, 0.2],
      ],
    })
    assert.deepEqual(value, { from: 0.1, to: 0.6 })
  })
})
