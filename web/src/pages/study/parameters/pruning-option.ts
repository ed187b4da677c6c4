import { tooltip } from '../../../ui/chart/tooltip.ts'
import { formatCount, formatValue } from '../../../ui/format.ts'
import type { Pruning } from '../plots/queries.ts'

/** How many trials each rule stopped at each step; audited ones went on. */
export function stopsOption({ stops }: Pruning) {
  const pruners = [...new Set(stops.map(({ pruner }) => pruner))]
  const steps = [...new Set(stops.map(({ step }) => step))].sort((a, b) => a - b)
  const find = (pruner: string, step: number) =>
    stops.find((one) => one.pruner === pruner && one.step === step)
  const series = pruners.flatMap((pruner) => [
    {
      name: pruner,
      counts: steps.map((step) => find(pruner, step)?.stopped ?? 0),
    },
    {
      name: `${pruner}, audited`,
      counts: steps.map((step) => find(pruner, step)?.audited ?? 0),
    },
  ])
  return {
    grid: { left: 36, right: 12, top: 36, bottom: 28, containLabel: true },
    legend: { type: 'scroll' },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
    xAxis: {
      type: 'category',
      data: steps.map(String),
      name: 'epoch',
      nameLocation: 'middle',
      nameGap: 26,
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { formatter: (count: number) => formatCount(count) },
      name: 'trials',
      nameLocation: 'middle',
      nameGap: 56,
    },
    series: series
      .filter(({ counts }) => counts.some((count) => count > 0))
      .map(({ name, counts }) => ({
        type: 'bar',
        stack: 'stops',
        barMaxWidth: 40,
        name,
        data: counts,
      })),
  }
}

/** Each stopped trial: what it had reached against what it had to reach. */
export function thresholdOption({ items }: Pruning) {
  const point = ({ threshold, value, number }: Pruning['items'][number]) => [
    threshold,
    value,
    number,
  ]
  const known = items.filter(({ threshold, value }) => threshold !== null && value !== null)
  const by = (isAudited: boolean) => known.filter((item) => item.isAudited === isAudited)
  const byNumber = new Map(known.map((item) => [item.number, item]))
  return {
    grid: { left: 36, right: 12, top: 36, bottom: 28, containLabel: true },
    legend: { type: 'scroll' },
    tooltip: {
      trigger: 'item',
      formatter: ({ value: [, , number] }: { value: [number, number, number] }) => {
        const item = byNumber.get(number) as Pruning['items'][number]
        return tooltip(`Trial ${number}`, [
          ['rule', `${item.pruner} at epoch ${item.step}`],
          ['had reached', formatValue(item.value)],
          ['had to reach', formatValue(item.threshold)],
          ['compared with', `${item.compared} trials`],
          ...(item.final === null ? [] : [['went on to', formatValue(item.final)] as const]),
        ])
      },
    },
    xAxis: {
      type: 'value',
      scale: true,
      name: 'had to reach',
      nameLocation: 'middle',
      nameGap: 26,
      axisLabel: { formatter: (value: number) => formatValue(value, 3), hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      scale: true,
      name: 'had reached',
      nameLocation: 'middle',
      nameGap: 46,
      axisLabel: { formatter: (value: number) => formatValue(value, 3) },
    },
    series: [
      { type: 'scatter', name: 'Stopped', symbolSize: 6, data: by(false).map(point) },
      {
        type: 'scatter',
        name: 'Audited: went on',
        symbol: 'diamond',
        symbolSize: 9,
        data: by(true).map(point),
      },
    ],
  }
}
