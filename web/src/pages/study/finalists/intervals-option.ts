/** The plot of finalists: their means with 95 % intervals, and what they had in the search. */
import type { EChartsCoreOption } from 'echarts/core'
import type { AnswerOf } from '../../../api/types.ts'
import type { ChartTokens } from '../../../ui/chart/tokens.ts'
import { formatValue } from '../../../ui/format.ts'

export type Finalists = AnswerOf<'getFinalists'>
export type Finalist = Finalists['items'][number]

export function intervalsOption(
  items: readonly Finalist[],
  metric: string,
  tokens: Pick<ChartTokens, 'series' | 'accent' | 'idle'>,
): EChartsCoreOption {
  const names = items.map(({ trial }) => `trial ${trial}`)
  const colour = ({ tied }: Finalist) => (tied === false ? tokens.idle : tokens.accent)
  return {
    grid: { left: 8, right: 20, top: 36, bottom: 28, containLabel: true },
    legend: { data: ['mean', 'value in the search'] },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (at: { dataIndex: number }[]) => {
        const item = items[at[0]?.dataIndex ?? -1]
        return item ? finalistWords(item) : ''
      },
    },
    xAxis: {
      type: 'value',
      ...range(items),
      axisLabel: { formatter: (value: number) => formatValue(value, 3), hideOverlap: true },
      name: metric,
      nameLocation: 'middle',
      nameGap: 26,
    },
    yAxis: { type: 'category', inverse: true, data: names },
    series: [
      {
        type: 'scatter',
        name: 'mean',
        color: tokens.accent,
        symbolSize: 10,
        data: items.map((item, row) => ({
          value: [item.mean, row],
          itemStyle: { color: colour(item) },
        })),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          data: items.flatMap((item, row) =>
            item.interval === null
              ? []
              : [
                  [
                    {
                      coord: [item.interval[0], row],
                      lineStyle: { color: colour(item), width: 3, type: 'solid', opacity: 0.6 },
                    },
                    { coord: [item.interval[1], row] },
                  ],
                ],
          ),
        },
      },
      {
        type: 'scatter',
        name: 'value in the search',
        symbol: 'diamond',
        color: tokens.series[1],
        symbolSize: 8,
        data: items.map(({ searchValue }, row) => [searchValue, row]),
      },
    ],
  }
}

export function finalistWords({ trial, mean, interval, searchValue, tied }: Finalist): string {
  const range =
    interval === null
      ? ''
      : `, 95 % interval ${formatValue(interval[0])} to ${formatValue(interval[1])}`
  const best = tied === true ? '; may be the best' : ''
  return `Trial ${trial}: mean ${formatValue(mean)}${range}; ${formatValue(searchValue)} in the search${best}`
}

/** The axis, with room for the intervals. */
export function range(items: readonly Finalist[]): { min: number; max: number } | object {
  const values = items.flatMap(({ mean, interval, searchValue }) => [
    ...(mean === null ? [] : [mean]),
    ...(interval ?? []),
    searchValue,
  ])
  if (values.length === 0) return {}
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = 0.05 * (high - low || Math.abs(high) || 1)
  return { min: low - room, max: high + room }
}
