/** The plot of the best value so far, with the spread of the trials around it. */
import type { EChartsCoreOption } from 'echarts/core'
import type { AnswerOf } from '../../../api/types.ts'
import type { ChartTokens } from '../../../ui/chart/tokens.ts'
import { formatValue } from '../../../ui/format.ts'

export type Curves = AnswerOf<'getCurves'>

/** Best values as steps, to the newest trial. */
export function bestSteps({ best, windows }: Curves): [number, number][] {
  const points = best.map(({ number, value }): [number, number] => [number, value])
  const [last, end] = [points.at(-1), windows.at(-1)?.to]
  if (last && end !== undefined && end > last[0]) points.push([end, last[1]])
  return points
}

export function bestOption(
  curves: Curves,
  tokens: Pick<ChartTokens, 'accent' | 'series'>,
): EChartsCoreOption {
  const { windows } = curves
  const grey = tokens.series.at(-1)
  // of a short search, each window is one trial, which has no spread
  const isSpread = windows.some(({ from, to }) => to > from)
  return {
    grid: { left: 8, right: 16, top: 36, bottom: 24, containLabel: true },
    legend: {
      ...{ type: 'scroll', itemHeight: 3 },
      data: ['best so far', ...(isSpread ? ['median', '10–90 % of trials'] : ['trials'])],
    },
    tooltip: {
      trigger: 'axis',
      valueFormatter: (value: unknown) => formatValue(typeof value === 'number' ? value : null),
    },
    xAxis: {
      type: 'value',
      minInterval: 1,
      name: 'trial',
      nameLocation: 'middle',
      nameGap: 22,
      min: 'dataMin',
      max: 'dataMax',
    },
    yAxis: { type: 'value', scale: true },
    series: [
      ...(isSpread ? spread(windows, grey) : [each(windows, grey)]),
      {
        type: 'line',
        name: 'best so far',
        step: 'end',
        data: bestSteps(curves),
        color: tokens.accent,
        lineStyle: { width: 2.25 },
      },
    ],
  }
}

type Windows = Curves['windows']

const middle = ({ from, to }: Windows[number]) => (from + to) / 2

const each = (windows: Windows, color: string | undefined) => ({
  ...{ type: 'scatter', name: 'trials', color, symbolSize: 6 },
  data: windows.map((w) => [w.from, w.median]),
})

function spread(windows: Windows, color: string | undefined) {
  const hidden = {
    type: 'line',
    stack: 'band',
    lineStyle: { opacity: 0 },
    silent: true,
    tooltip: { show: false },
  }
  return [
    { ...hidden, name: 'low', data: windows.map((w) => [middle(w), w.low]) },
    {
      ...hidden,
      name: '10–90 % of trials',
      data: windows.map((w) => [middle(w), w.high - w.low]),
      areaStyle: { color, opacity: 0.18 },
      itemStyle: { color },
    },
    {
      ...{ type: 'line', name: 'median', color },
      data: windows.map((w) => [middle(w), w.median]),
      lineStyle: { type: 'dashed', width: 1.25 },
    },
  ]
}

/** For people who do not see the plot. */
export function bestWords({ best, objective, trials }: Curves): string {
  const [first, last] = [best[0], best.at(-1)]
  if (!first || !last) return 'No trial is complete yet.'
  const direction = objective.direction === 'minimize' ? 'lower is better' : 'higher is better'
  return `${objective.metric}, ${direction}: from ${formatValue(first.value)} in trial ${first.number} to ${formatValue(last.value)} in trial ${last.number}, of ${trials} complete trials.`
}
