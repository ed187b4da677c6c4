import { useMemo, useState } from 'react'
import { Card } from '../../../ui/card.tsx'
import { Chart, useChartTokens } from '../../../ui/chart.tsx'
import { Switch } from '../../../ui/checkbox.tsx'
import { formatValue } from '../../../ui/format.ts'
import { type MetricCurves, metricCurves, type Points } from './curve-series.ts'
import css from './overview.module.css'

/** A plot for each metric, with the best epoch marked. */
export function Curves({ points, best }: { points: Points; best: number | null }) {
  const all = useMemo(() => metricCurves(points), [points])
  if (all.length === 0) {
    return (
      <Card title="Learning curves">
        <p className="muted">No epoch has been reported yet.</p>
      </Card>
    )
  }
  return (
    <div className={css.metrics}>
      {all.map((curves) => (
        <MetricCard key={curves.metric} {...curves} best={best} />
      ))}
    </div>
  )
}

const names = { train: 'training', validation: 'validation' } as const

function MetricCard({ metric, curves, canBeLog, best }: MetricCurves & { best: number | null }) {
  const [isLog, setLog] = useState(false)
  const { series } = useChartTokens()
  const option = useMemo(
    () => ({
      grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, icon: 'roundRect', itemHeight: 3, itemWidth: 14 },
      tooltip: {
        trigger: 'axis',
        valueFormatter: (value: unknown) => formatValue(value as number),
      },
      xAxis: { type: 'value', minInterval: 1, min: 'dataMin', max: 'dataMax' },
      yAxis: { type: isLog ? 'log' : 'value', scale: true },
      series: curves.map(({ part, points }) => ({
        type: 'line',
        name: names[part],
        data: points,
        showSymbol: points.length < 3,
        symbolSize: 5,
        color: part === 'train' ? series[0] : series[1],
        lineStyle: { width: 2, type: part === 'train' ? 'dashed' : 'solid' },
        ...(part === 'validation' &&
          best !== null && {
            markLine: {
              silent: true,
              symbol: 'none',
              label: {
                ...{ formatter: `best: epoch ${best}`, position: 'end', distance: 4 },
                // centred, it would be cut off at the right edge
                align: best > (points.at(-1)?.[0] ?? 0) / 2 ? 'right' : 'center',
              },
              lineStyle: { type: 'dotted' },
              data: [{ xAxis: best }],
            },
          }),
      })),
    }),
    [curves, isLog, best, series],
  )
  return (
    <Card
      title={`${metric} by epoch`}
      actions={
        canBeLog && (
          <Switch isSelected={isLog} onChange={setLog}>
            log
          </Switch>
        )
      }
    >
      <div className={css.chart}>
        <Chart
          label={`${metric} by epoch`}
          description={describe(metric, curves)}
          option={option}
          height={220}
          data={() => ({
            columns: ['part', 'epoch', metric],
            rows: curves.flatMap(({ part, points }) =>
              points.map(([epoch, value]) => [part, epoch, value]),
            ),
          })}
        />
      </div>
    </Card>
  )
}

function describe(metric: string, curves: MetricCurves['curves']): string {
  return curves
    .map(({ part, points }) => {
      const [first, last] = [points[0]!, points.at(-1)!]
      return `${names[part]} ${metric} from ${formatValue(first[1])} in epoch ${first[0]} to ${formatValue(last[1])} in epoch ${last[0]}.`
    })
    .join(' ')
}
