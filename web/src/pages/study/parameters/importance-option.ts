import { tooltip } from '../../../ui/chart/tooltip.ts'
import { formatPercent, formatValue } from '../../../ui/format.ts'
import type { Importance } from '../plots/queries.ts'
import { shortName } from '../plots/scales.ts'

const barsShown = 20

interface Bar {
  name: string
  share: number
  lines: [string, string][]
}

/** Bars of parameters, most important at the top. */
export function importanceOption({ items, method }: Importance) {
  return barsOption(
    items.slice(0, barsShown).map(({ parameter, importance, score, deviation, trials }) => ({
      name: parameter,
      share: importance,
      lines: [
        ['share', formatPercent(importance, 1)],
        [method === 'fanova' ? 'share of the variance' : 'divergence', formatValue(score, 3)],
        ...(deviation === null ? [] : [['± over the trees', formatValue(deviation, 2)] as const]),
        ['trials with it', String(trials)],
      ] as [string, string][],
    })),
  )
}

/** Bars of pairs, strongest interaction at the top. */
export function interactionsOption({ interactions }: Importance) {
  return barsOption(
    (interactions ?? []).slice(0, 10).map(({ parameters, share }) => ({
      name: parameters.map((name) => shortName(name, 16)).join(' × '),
      share,
      lines: [
        ['pair', parameters.join(' × ')],
        ['share of the variance', formatPercent(share, 2)],
      ] as [string, string][],
    })),
  )
}

function barsOption(bars: readonly Bar[]) {
  return {
    grid: { left: 8, right: 56, top: 8, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const { name, lines } = bars[dataIndex] as Bar
        return tooltip(name, lines)
      },
    },
    xAxis: { type: 'value', min: 0, show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map(({ name }) => shortName(name, 34)),
      axisLine: { show: false },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 16,
        data: bars.map(({ share }) => Math.max(0, share)),
        label: {
          show: true,
          position: 'right',
          color: 'inherit',
          textBorderWidth: 0,
          formatter: ({ value }: { value: number }) => formatPercent(value, 1),
        },
        itemStyle: { borderRadius: 2 },
      },
    ],
  }
}

/** Pixels that the bars need. */
export function barsHeight(count: number): number {
  return Math.max(1, Math.min(barsShown, count)) * 26 + 20
}
