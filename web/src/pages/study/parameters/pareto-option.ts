import { tooltip } from '../../../ui/chart/tooltip.ts'
import { formatValue } from '../../../ui/format.ts'
import type { Pareto } from '../plots/queries.ts'

/**
 * Two objectives against each other: the front, and other trials behind it.
 *
 * @param axes  indices of the objectives across and up
 */
export function paretoOption(
  { objectives, items, others }: Pareto,
  [across, up]: readonly [number, number],
) {
  const front = new Set(items.map(({ number }) => number))
  const point = ({ number, values }: Pareto['others'][number]) => [
    values[across] as number,
    values[up] as number,
    number,
  ]
  const byX = items.map(point).sort((a, b) => (a[0] as number) - (b[0] as number))
  const axis = (index: number) => ({
    type: 'value',
    scale: true,
    name: `${objectives[index]?.metric} (${objectives[index]?.direction})`,
    nameLocation: 'middle',
    axisLabel: { formatter: (value: number) => formatValue(value, 3), hideOverlap: true },
  })
  return {
    grid: { left: 36, right: 16, top: 32, bottom: 28, containLabel: true },
    legend: { type: 'scroll', data: ['On the front', 'Other trials'] },
    tooltip: {
      trigger: 'item',
      formatter: ({ value: [x, y, number] }: { value: [number, number, number] }) =>
        tooltip(`Trial ${number}`, [
          [objectives[across]?.metric ?? '', formatValue(x)],
          [objectives[up]?.metric ?? '', formatValue(y)],
        ]),
    },
    xAxis: { ...axis(across), nameGap: 26 },
    yAxis: { ...axis(up), nameGap: 46 },
    series: [
      {
        name: 'On the front',
        // with more objectives, a line between the points would mean nothing
        type: objectives.length === 2 ? 'line' : 'scatter',
        step: objectives[across]?.direction === 'maximize' ? 'start' : 'end',
        symbol: 'circle',
        showSymbol: true,
        symbolSize: 9,
        z: 3,
        data: byX,
      },
      {
        name: 'Other trials',
        type: 'scatter',
        symbol: 'emptyCircle',
        symbolSize: 5,
        itemStyle: { opacity: 0.5 },
        data: others.filter(({ number }) => !front.has(number)).map(point),
      },
    ],
  }
}

export function paretoTable({ objectives, items }: Pareto) {
  return {
    columns: ['trial', ...objectives.map(({ metric }) => metric)],
    rows: items.map(({ number, values }) => [number, ...values]),
  }
}
