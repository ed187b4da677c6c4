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
  const middle = ({ from, to }: (typeof windows)[number]) => (from + to) / 2
  const grey = tokens.series.at(-1)
  const hidden = {
    type: 'line',
    stack: 'band',
    lineStyle: { opacity: 0 },
    silent: true,
    tooltip: { show: false },
  }
  return {
    grid: { left: 8, right: 16, top: 36, bottom: 24, containLabel: true },
    legend: { data: ['best so far', 'median', '10–90 % of trials'] },
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
      { ...hidden, name: 'low', data: windows.map((w) => [middle(w), w.low]) },
      {
        ...hidden,
        name: '10–90 % of trials',
        data: windows.map((w) => [middle(w), w.high - w.low]),
        areaStyle: { color: grey, opacity: 0.18 },
        itemStyle: { color: grey },
      },
      {
        type: 'line',
        name: 'median',
        data: windows.map((w) => [middle(w), w.median]),
        color: grey,
        lineStyle: { type: 'dashed', width: 1.25 },
      },
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

/** For people who do not see the plot. */
export function bestWords({ best, objective, trials }: Curves): string {
  const [first, last] = [best[0], best.at(-1)]
  if (!first || !last) return 'No trial is complete yet.'
  const direction = objective.direction === 'minimize' ? 'lower is better' : 'higher is better'
  return `${objective.metric}, ${direction}: from ${formatValue(first.value)} in trial ${first.number} to ${formatValue(last.value)} in trial ${last.number}, of ${trials} complete trials.`
}
