import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  curvesOption,
  numberIn,
  seriesName,
} from '../../../../web/src/pages/study/curves/curves-option.ts'
import { rungsOf } from '../../../../web/src/pages/study/curves/rungs.ts'
import { finalistWords, range } from '../../../../web/src/pages/study/finalists/intervals-option.ts'
import { bestSteps, type Curves } from '../../../../web/src/pages/study/overview/best-option.ts'
import {
  mainState,
  rowNames,
  spanWords,
  type Timeline,
  tickSeconds,
  timelineOption,
} from '../../../../web/src/pages/study/timeline/timeline-option.ts'
import type { ChartTokens } from '../../../../web/src/ui/chart/tokens.ts'

describe('the best value so far', () => {
  it('goes on to the newest trial', () => {
    const best = [
      { number: 0, value: 3 },
      { number: 4, value: 1 },
    ]
    const windows = [{ from: 0, to: 9 }]
    assert.deepEqual(bestSteps({ best, windows } as Curves), [
      [0, 3],
      [4, 1],
      [9, 1],
    ])
    assert.deepEqual(
      bestSteps({ best: [], windows: [] as Curves['windows'] } as unknown as Curves),
      [],
    )
  })
})

describe('the plot of learning curves', () => {
  it('marks the rungs of successive halving below the last step', () => {
    assert.deepEqual(rungsOf({ type: 'asha' }, 30), [1, 3, 9, 27])
    assert.deepEqual(rungsOf({ type: 'hyperband', minResource: 2, reductionFactor: 4 }, 32), [2, 8])
    assert.deepEqual(rungsOf({ type: 'hyperband', maxResource: 9 }, 100), [1, 3])
    assert.deepEqual(rungsOf({ type: 'median' }, 30), [])
    assert.deepEqual(rungsOf(undefined, 30), [])
  })

  it('leaves out values that a log axis does not have', () => {
    const curve = { number: 12, kind: 'pruned', steps: [1, 2, 3], values: [0.5, 0, null] } as const
    const tokens = { series: ['#1', '#2'], accent: '#3', idle: '#4', axis: '#5' }
    const plot = { curves: [curve], metric: 'loss', rungs: [2], isLog: true }
    const { series } = curvesOption(plot, tokens) as {
      series: { data: unknown; markLine: { data: object[] } }[]
    }
    assert.deepEqual(series[0]?.data, [
      [1, 0.5],
      [2, null],
      [3, null],
    ])
    assert.deepEqual(series[0]?.markLine.data, [{ xAxis: 2, name: 'rung 2' }])
    assert.equal(numberIn(seriesName(curve)), 12)
  })
})

describe('the timeline', () => {
  const span = {
    start: 1,
    end: 4,
    first: 8,
    trials: 8,
    busy: 3,
    copies: 0,
    states: { pruned: 6, complete: 2 },
  }

  it('names its rows by their owners, without what tells processes apart', () => {
    const row = (owner: string, place: number, trainer: number | null = null) => ({
      owner,
      place,
      trainer,
    })
    const rows = [row('host-12-0a1b2c', 0), row('host-12-0a1b2c', 1), row('laptop', 0)]
    assert.deepEqual(rowNames({ rows } as unknown as Timeline), ['host 1', 'host 2', 'laptop'])
    const ofTrainers = [row('host-1-0a1b2c', 0, 1), row('host-1-0a1b2c', 1)]
    assert.deepEqual(rowNames({ rows: ofTrainers } as unknown as Timeline), [
      'host · trainer 2',
      'host · resumed',
    ])
  })

  it("shows an owner's name as text: a client of an external study chooses it", () => {
    const row = {
      owner: '<img src=x onerror=alert(1)>',
      place: 0,
      trainer: null,
      busyShare: 0.6,
      spans: [span],
    }
    const timeline = { seconds: 5, rows: [row] } as unknown as Timeline
    const tokens = { series: ['#1', '#2', '#3'] } as unknown as ChartTokens
    const { tooltip } = timelineOption(timeline, tokens) as {
      tooltip: { formatter(at: { dataIndex: number }): string }
    }
    assert.match(tooltip.formatter({ dataIndex: 0 }), /^&lt;img src=x onerror=alert\(1\)&gt;<br>8 /)
  })

  it('says what a span holds, and shows the state of most of it', () => {
    assert.equal(mainState(span), 'pruned')
    assert.equal(spanWords(span), '8 trials from 8: 2 complete, 6 pruned; 3 s')
    const one = { ...span, trials: 1, states: { running: 1 }, copies: 1 }
    assert.match(spanWords(one), /^trial 8: 1 running, 1 of them finalists or refits/)
  })
})

describe('the plot of finalists', () => {
  const item = {
    rank: 1,
    trial: 3,
    searchValue: 0.95,
    mean: 0.9,
    interval: [0.8, 1] as [number, number],
    difference: null,
    tied: true,
    trainings: [],
  }

  it('has room for the intervals', () => {
    const { min, max } = range([item]) as { min: number; max: number }
    assert.ok(min < 0.8 && max > 1)
    assert.deepEqual(range([]), {})
  })

  it('is said in words', () => {
    assert.equal(
      finalistWords(item),
      'Trial 3: mean 0.9, 95 % interval 0.8 to 1; 0.95 in the search; may be the best',
    )
  })
})

describe('the time axis of the timeline', () => {
  it('has round times between its marks, few of them', () => {
    assert.deepEqual(
      [0.5, 40, 596, 7_000, 86_400 * 30].map(tickSeconds),
      [0.1, 5, 120, 900, 345_600],
    )
  })
})
