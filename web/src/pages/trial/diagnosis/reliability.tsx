import { useMemo } from 'react'
import { Card } from '../../../ui/card.tsx'
import { Chart, useChartTokens } from '../../../ui/chart.tsx'
import { formatCount, formatPercent } from '../../../ui/format.ts'
import type { ClassDiagnosis } from './pairs.ts'

/** How often the model is right where it says that it is so sure. */
export function Reliability({ calibration }: Pick<ClassDiagnosis, 'calibration'>) {
  const { bins, error } = calibration
  const { series, muted } = useChartTokens()
  const option = useMemo(
    () => ({
      grid: { left: 8, right: 16, top: 16, bottom: 24, containLabel: true },
      tooltip: {
        trigger: 'item',
        formatter: ({ dataIndex, seriesIndex }: { dataIndex: number; seriesIndex: number }) => {
          const bin = seriesIndex === 1 ? bins[dataIndex] : undefined
          if (bin === undefined) return ''
          return `${formatCount(bin.rows)} rows: ${formatPercent(bin.confidence, 1)} sure, ${formatPercent(bin.accuracy, 1)} right`
        },
      },
      xAxis: {
        ...{ type: 'value', min: 0, max: 1, name: 'confidence', nameLocation: 'middle' },
        nameGap: 26,
        axisLabel: { formatter: (value: number) => formatPercent(value) },
      },
      yAxis: {
        ...{ type: 'value', min: 0, max: 1 },
        axisLabel: { formatter: (value: number) => formatPercent(value) },
      },
      series: [
        {
          ...{ type: 'line', name: 'perfect', silent: true, symbol: 'none', color: muted },
          lineStyle: { type: 'dashed', width: 1 },
          data: [
            [0, 0],
            [1, 1],
          ],
        },
        {
          ...{ type: 'line', name: 'model', color: series[0] },
          lineStyle: { width: 2 },
          symbol: 'circle',
          symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) =>
            6 +
            10 *
              Math.sqrt((bins[dataIndex]?.rows ?? 0) / Math.max(...bins.map(({ rows }) => rows))),
          data: bins.map(({ confidence, accuracy }) => [confidence, accuracy]),
        },
      ],
    }),
    [bins, series, muted],
  )
  return (
    <Card
      title="Reliability"
      note={`Expected calibration error ${formatPercent(error, 1)}: below the line the model is surer than it should be.`}
    >
      <Chart
        label="Reliability"
        description={bins
          .map(
            ({ rows, confidence, accuracy }) =>
              `${formatPercent(confidence)} sure: ${formatPercent(accuracy)} right of ${rows} rows.`,
          )
          .join(' ')}
        option={option}
        height={300}
        data={() => ({
          columns: ['from', 'to', 'rows', 'confidence', 'accuracy'],
          rows: bins.map((bin) => [bin.from, bin.to, bin.rows, bin.confidence, bin.accuracy]),
        })}
      />
    </Card>
  )
}
