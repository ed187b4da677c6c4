import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cellText, contourOption } from '../../../web/src/pages/study/parameters/contour-option.ts'
import {
  coverageCells,
  coverageOption,
  coverageSummary,
} from '../../../web/src/pages/study/parameters/coverage-option.ts'
import { edfOption } from '../../../web/src/pages/study/parameters/edf-option.ts'
import {
  importanceOption,
  interactionsOption,
} from '../../../web/src/pages/study/parameters/importance-option.ts'
import { paretoOption } from '../../../web/src/pages/study/parameters/pareto-option.ts'
import {
  stopsOption,
  thresholdOption,
} from '../../../web/src/pages/study/parameters/pruning-option.ts'
import {
  mostImportantFirst,
  sliceOption,
} from '../../../web/src/pages/study/parameters/slice-option.ts'
import type {
  Contour,
  Coverage,
  Importance,
  Pareto,
  Pruning,
  Slice,
} from '../../../web/src/pages/study/plots/queries.ts'
import {
  axisFor,
  extent,
  scaleFor,
  shortName,
  valueText,
} from '../../../web/src/pages/study/plots/scales.ts'

const objective = { index: 0, metric: 'loss', direction: 'minimize' as const }
const range = { points: null, step: null }
const rate = { type: 'float' as const, low: 0.001, high: 1, log: true, ...range }
const kind = { type: 'choice' as const, options: ['a', null, false] }
const spread = { low: 0, lower: 0, median: 0, upper: 0, high: 0 }

describe('axes', () => {
  it('follow the domain', () => {
    assert.deepEqual([axisFor(rate).type, axisFor(rate).min, axisFor(rate).max], ['log', 0.001, 1])
    assert.deepEqual(axisFor(kind).data, ['a', 'null', 'false'])
    const int = { type: 'int' as const, low: 1, high: 4, log: false, points: null, step: 1 }
    assert.deepEqual([axisFor(int).type, axisFor(int).minInterval], ['value', 1])
    assert.equal(axisFor({ ...int, high: 1 }).min, undefined)
  })

  it('have names whose end is kept, and texts for values', () => {
    assert.equal(shortName('layers[3].units', 20), 'layers[3].units')
    assert.equal(shortName('optimizer[adam].learningRate', 13), '…learningRate')
    assert.deepEqual(
      [valueText(kind, 1), valueText(kind, null), valueText(rate, 0.1)],
      ['null', '–', '0.1'],
    )
  })

  it('have a range without NaN and infinities; the better end is light', () => {
    assert.deepEqual(extent([3, null, Number.NaN, 1, Number.POSITIVE_INFINITY]), [1, 3])
    assert.deepEqual(extent([]), [0, 1])
    assert.equal(scaleFor('maximize').at(-1), scaleFor('minimize')[0])
  })
})

describe('importance', () => {
  const answer: Importance = {
    ...{ version: 1, objective, trials: 9, trialsUsed: 9, method: 'fanova' },
    items: [
      { parameter: 'x', importance: 0.75, score: 0.6, deviation: 0.1, trials: 9 },
      { parameter: 'kind', importance: 0.25, score: 0.2, deviation: 0.1, trials: 9 },
    ],
    interactions: [{ parameters: ['x', 'kind'], share: 0.05 }],
  }

  it('has a bar for each parameter and each pair', () => {
    const { series, yAxis, tooltip } = importanceOption(answer)
    assert.deepEqual(
      [yAxis.data, series[0]!.data],
      [
        ['x', 'kind'],
        [0.75, 0.25],
      ],
    )
    assert.match(tooltip.formatter({ dataIndex: 0 }), /<b>x<\/b>.*75\.0 %.*0\.6/)
    const pairs = interactionsOption(answer)
    assert.deepEqual([pairs.yAxis.data, pairs.series[0]!.data], [['x × kind'], [0.05]])
    assert.deepEqual(interactionsOption({ ...answer, interactions: null }).series[0]!.data, [])
  })
})

describe('slices', () => {
  const points = { numbers: [4, 7], x: [0.01, 0.5], values: [2, 3] }
  const bin = { low: null, high: null, count: 1, mean: 2.5, best: 2, spread }
  const items: Slice['items'] = [
    { parameter: 'rate', domain: rate, points, bins: [{ ...bin, label: 0.1 }] },
    {
      parameter: 'kind',
      domain: kind,
      points: { ...points, x: [0, 2] },
      bins: [
        { ...bin, label: 'a' },
        { ...bin, label: false },
      ],
    },
  ]
  const answer: Slice = {
    ...{ version: 1, objective, trials: 2, trialsUsed: 2, parametersLeftOut: 0 },
    items,
  }

  it('have points and means on the axis of the domain', () => {
    const { xAxis, series } = sliceOption(items[0]!, answer)
    assert.equal(xAxis.type, 'log')
    assert.deepEqual(series[0]!.data, [
      [0.01, 2],
      [0.5, 3],
    ])
    assert.deepEqual(series[1]!.data, [[0.1, 2.5]])
  })

  it('spread the points of an option around its place', () => {
    const { series, tooltip } = sliceOption(items[1]!, answer)
    const places = series[0]!.data.map(([x]) => Number(x))
    assert.ok(Math.abs(places[0]! - 0) <= 0.3 && Math.abs(places[1]! - 2) <= 0.3)
    assert.deepEqual(
      series[1]!.data.map(([x]) => x),
      [0, 2],
    )
    assert.match(tooltip.formatter({ seriesIndex: 0, dataIndex: 1 }), /Trial 7.*false/)
  })

  it('come by importance once it is known', () => {
    const names = (found: Slice['items']) => found.map(({ parameter }) => parameter)
    assert.deepEqual(names(mostImportantFirst(items, undefined)), ['rate', 'kind'])
    const importance = {
      items: [{ parameter: 'kind', importance: 1, score: 1, deviation: null, trials: 2 }],
    }
    assert.deepEqual(names(mostImportantFirst(items, importance)), ['kind', 'rate'])
  })
})

const x = {
  parameter: 'rate',
  domain: rate,
  labels: [0.01, 0.1],
  edges: [0.001, 0.03, 1],
  isOrdered: true,
}
const y = { parameter: 'kind', domain: kind, labels: ['a', null], edges: null, isOrdered: false }

describe('the contour', () => {
  it('has measured cells and estimates apart, and leaves out what nothing is known of', () => {
    const answer: Contour = {
      ...{ version: 1, objective, trials: 2, trialsUsed: 2, x, y },
      counts: [
        [1, 0],
        [0, 0],
      ],
      means: [
        [5, null],
        [null, null],
      ],
      estimates: [
        [4.5, 3],
        [null, null],
      ],
    }
    const { series, visualMap } = contourOption(answer)
    assert.deepEqual(
      series.map(({ data }) => data),
      [[[0, 0, 5]], [[1, 0, 3]]],
    )
    assert.deepEqual([visualMap.min, visualMap.max], [3, 5])
    assert.deepEqual([cellText(x, 1), cellText(y, 1)], ['0.03 … 1', 'null'])
  })
})

describe('coverage', () => {
  const none = [
    [0, 0],
    [0, 0],
  ]
  const grid: Coverage = {
    ...{ version: 1, trials: 3, gridSize: 6, x, y },
    counts: {
      complete: [
        [2, 1],
        [0, 0],
      ],
      pruned: none,
      running: [
        [0, 0],
        [1, 0],
      ],
      waiting: none,
      failed: [
        [0, 0],
        [0, 1],
      ],
      cancelled: none,
    },
    sizes: [
      [2, 2],
      [1, 1],
    ],
  }
  const colours = { done: '1', running: '2', failed: '3', partly: '4', left: '5', none: '6' }

  it('of a grid tells what is done, runs, failed and is left', () => {
    assert.deepEqual(
      coverageCells(grid).map(({ state }) => state),
      ['done', 'partly', 'running', 'failed'],
    )
    assert.equal(
      coverageSummary(grid),
      '3 of 6 combinations tried · 1 running or waiting · 1 failed · 1 left',
    )
    const states = coverageOption(grid, colours).series.map(
      (one) => (one as { name?: string }).name,
    )
    assert.deepEqual(states, ['all tried', 'running', 'a trial failed', 'partly tried'])
    const impossible = {
      ...grid,
      counts: { ...grid.counts, failed: none },
      sizes: [
        [2, 2],
        [1, 0],
      ],
    }
    assert.equal(coverageCells(impossible)[3]!.state, 'none')
    assert.equal(coverageCells({ ...impossible, sizes: grid.sizes })[3]!.state, 'left')
  })

  it('of another search counts trials', () => {
    const { series } = coverageOption({ ...grid, gridSize: null, sizes: null }, colours)
    assert.deepEqual(
      series.map(({ data }) => data),
      [
        [
          [0, 0, 2, 0],
          [1, 0, 1, 1],
          [0, 1, 1, 2],
          [1, 1, 1, 3],
        ],
      ],
    )
  })
})

describe('the Pareto front', () => {
  it('is a line over two objectives and points over more; others do not repeat it', () => {
    const answer: Pareto = {
      ...{ version: 1, trials: 3, frontSize: 2, hypervolume: null },
      objectives: [
        { metric: 'loss', direction: 'minimize' },
        { metric: 'gain', direction: 'maximize' },
      ],
      items: [
        { number: 5, values: [2, 9], params: {} },
        { number: 1, values: [1, 3], params: {} },
      ],
      others: [
        { number: 1, values: [1, 3] },
        { number: 2, values: [4, 1] },
      ],
    }
    const { series } = paretoOption(answer, [0, 1])
    assert.deepEqual(
      series.map(({ type, data }) => [type, data]),
      [
        [
          'line',
          [
            [1, 3, 1],
            [2, 9, 5],
          ],
        ],
        ['scatter', [[4, 1, 2]]],
      ],
    )
  })
})

describe('the distribution', () => {
  it('rises in steps to 1', () => {
    const points = [
      { value: 1, share: 0.5 },
      { value: 4, share: 1 },
    ]
    const { series, tooltip } = edfOption({ version: 1, objective, trials: 2, points })
    assert.deepEqual(series[0]!.data, [
      [1, 0.5],
      [4, 1],
    ])
    assert.match(tooltip.formatter([{ value: [1, 0.5] }]), /50\.0 %/)
    assert.equal(tooltip.formatter([]), '')
  })
})

describe('pruning', () => {
  const item = {
    ...{ number: 3, state: 'pruned' as const, pruner: 'asha', step: 3, value: 0.5 },
    ...{ threshold: 0.7, compared: 9, isAudited: false, final: null },
  }
  const answer: Pruning = {
    ...{ version: 1, trials: 4, pruner: 'asha', pruned: 2, audit: null, itemsLeftOut: 0 },
    stops: [
      { pruner: 'asha', step: 1, stopped: 2, audited: 0 },
      { pruner: 'asha', step: 3, stopped: 1, audited: 1 },
    ],
    items: [
      item,
      { ...item, number: 2, isAudited: true, state: 'complete', final: 0.8 },
      { ...item, number: 1, value: null },
    ],
  }

  it('has stops by epoch and rule, audited ones apart', () => {
    const { xAxis, series } = stopsOption(answer)
    assert.deepEqual(xAxis.data, ['1', '3'])
    assert.deepEqual(
      series.map(({ name, data }) => [name, data]),
      [
        ['asha', [2, 1]],
        ['asha, audited', [0, 1]],
      ],
    )
  })

  it('has stopped trials by what they had reached; without a number they have no point', () => {
    const { series, tooltip } = thresholdOption(answer)
    assert.deepEqual(
      series.map(({ data }) => data),
      [[[0.7, 0.5, 3]], [[0.7, 0.5, 2]]],
    )
    assert.match(tooltip.formatter({ value: [0.7, 0.5, 2] }), /Trial 2.*9 trials.*0\.8/)
  })
})
