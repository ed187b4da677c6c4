import { tooltip } from '../../../ui/chart/tooltip.ts'
import { formatPercent, formatValue } from '../../../ui/format.ts'
import type { Edf } from '../plots/queries.ts'

/** The share of trials with at most each value, as steps. */
export function edfOption({ points, objective }: Edf) {
  return {
    grid: { left: 8, right: 16, top: 16, bottom: 24, containLabel: true },
    tooltip: {
      trigger: 'axis',
      formatter: ([at]: { value: [number, number] }[]) =>
        at === undefined
          ? ''
          : tooltip(objective.metric, [
              ['at most', formatValue(at.value[0])],
              ['share of the trials', formatPercent(at.value[1], 1)],
            ]),
    },
    xAxis: {
      type: 'value',
      scale: true,
      name: objective.metric,
      nameLocation: 'middle',
      nameGap: 24,
      axisLabel: { formatter: (value: number) => formatValue(value, 3), hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      axisLabel: { formatter: (share: number) => formatPercent(share) },
    },
    series: [
      {
        type: 'line',
        step: 'end',
        areaStyle: { opacity: 0.08 },
        data: points.map(({ value, share }) => [value, share]),
      },
    ],
  }
}
