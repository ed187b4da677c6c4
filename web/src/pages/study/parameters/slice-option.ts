import { tooltip } from '../../../ui/chart/tooltip.ts'
import { formatValue } from '../../../ui/format.ts'
import type { Importance, Slice, SliceItem } from '../plots/queries.ts'
import { axisFor, shortName, valueText } from '../plots/scales.ts'

/** Spread of points of one option, so that they do not cover each other; of -0.3 to 0.3, the same each time. Not by the golden ratio, which chose the trials. */
export function jitter(number: number): number {
  return (((number * 0.7548776662) % 1) - 0.5) * 0.6
}

/** The objective along one parameter: a point for each trial, and the mean of each bin. */
export function sliceOption({ parameter, domain, points, bins }: SliceItem, { objective }: Slice) {
  const isChoice = domain.type === 'choice'
  return {
    grid: { left: 8, right: 12, top: 12, bottom: 30, containLabel: true },
    tooltip: {
      trigger: 'item',
      formatter: ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
        if (seriesIndex === 0) {
          return tooltip(`Trial ${points.numbers[dataIndex]}`, [
            [parameter, valueText(domain, points.x[dataIndex] as number)],
            [objective.metric, formatValue(points.values[dataIndex])],
          ])
        }
        const bin = bins[dataIndex] as SliceItem['bins'][number]
        return tooltip(binText(bin, domain), [
          ['trials', String(bin.count)],
          ['mean', formatValue(bin.mean)],
          ['best', formatValue(bin.best)],
        ])
      },
    },
    xAxis: {
      ...(isChoice ? optionsAxis(domain) : axisFor(domain)),
      name: shortName(parameter, 40),
      nameLocation: 'middle',
      nameGap: 24,
    },
    yAxis: {
      type: 'value',
      scale: true,
      axisLabel: { formatter: (y: number) => formatValue(y, 3) },
    },
    series: [
      {
        type: 'scatter',
        symbolSize: 5,
        itemStyle: { opacity: 0.45 },
        data: points.x.map((x, i) => [
          isChoice ? x + jitter(points.numbers[i] as number) : x,
          points.values[i],
        ]),
      },
      {
        type: isChoice ? 'scatter' : 'line',
        symbol: isChoice ? 'rect' : 'circle',
        symbolSize: isChoice ? [28, 3] : 5,
        showSymbol: true,
        z: 3,
        data: bins.map((bin) => [binCenter(bin, domain), bin.mean]),
      },
    ],
  }
}

/** Options as numbers, so that the points of one can be spread. */
function optionsAxis(domain: SliceItem['domain']) {
  const count = domain.type === 'choice' ? domain.options.length : 0
  return {
    type: 'value',
    min: -0.5,
    max: count - 0.5,
    axisLabel: {
      customValues: Array.from({ length: count }, (_, index) => index),
      hideOverlap: true,
      formatter: (value: number) => shortName(valueText(domain, value), 12),
    },
    splitLine: { show: false },
  }
}

type Bin = SliceItem['bins'][number]

function binCenter(bin: Bin, domain: SliceItem['domain']): number {
  if (domain.type === 'choice') return domain.options.indexOf(bin.label)
  return Number(bin.label)
}

function binText(bin: Bin, domain: SliceItem['domain']): string {
  if (domain.type === 'choice') return valueText(domain, binCenter(bin, domain))
  return formatValue(Number(bin.label))
}

/** @param importance  undefined until it is known: the order of the space */
export function mostImportantFirst(
  items: readonly SliceItem[],
  importance: Pick<Importance, 'items'> | undefined,
): SliceItem[] {
  const places = new Map(importance?.items.map(({ parameter }, place) => [parameter, place]))
  const place = ({ parameter }: SliceItem) => places.get(parameter) ?? places.size
  return [...items].sort((a, b) => place(a) - place(b))
}
