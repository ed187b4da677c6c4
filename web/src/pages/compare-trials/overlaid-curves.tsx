import { useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Trial } from '../../api/types.ts'
import { Card } from '../../ui/card.tsx'
import { Chart, useChartTokens } from '../../ui/chart.tsx'
import { Switch } from '../../ui/checkbox.tsx'
import { formatValue } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { type MetricCurves, metricCurves } from '../trial/overview/curve-series.ts'
import { metricsQuery } from '../trial/queries.ts'
import css from './compare-trials.module.css'

/** Learning curves of several trials over each other: validation solid, training dashed. */
export function OverlaidCurves({
  id,
  trials,
  objective,
}: {
  id: string
  trials: readonly Trial[]
  objective: string
}) {
  const found = useQueries({
    queries: trials.map(({ number, state }) => metricsQuery(id, number, state === 'running')),
  })
  const isLoading = found.some(({ isPending }) => isPending)
  const curves = found.map(({ data }) => (data ? metricCurves(data.points) : []))
  const names = [...new Set(curves.flatMap((all) => all.map(({ metric }) => metric)))]
  const wanted = objective.replace(/^(validation|train)\./, '')
  const [chosen, setChosen] = useState<string | null>(null)
  const metric = chosen ?? (names.includes(wanted) ? wanted : (names[0] ?? 'value'))
  const [hasTraining, setTraining] = useState(false)
  const [isLog, setLog] = useState(false)
  const shown = curves.map((all) => all.find((one) => one.metric === metric))
  const canBeLog = shown.every((one) => one === undefined || one.canBeLog)
  if (!isLoading && names.length === 0) {
    return <Card title="Learning curves">No epoch has been reported yet.</Card>
  }
  return (
    <Card
      title="Learning curves"
      actions={
        <>
          <Select
            label="Metric"
            hidesLabel
            size="sm"
            choices={names.map((name) => ({ id: name, text: name }))}
            value={metric}
            onChange={setChosen}
          />
          <Switch isSelected={hasTraining} onChange={setTraining}>
            training too
          </Switch>
          {canBeLog && (
            <Switch isSelected={isLog} onChange={setLog}>
              log
            </Switch>
          )}
        </>
      }
    >
      <Plot
        metric={metric}
        numbers={trials.map(({ number }) => number)}
        curves={shown}
        hasTraining={hasTraining}
        isLog={isLog && canBeLog}
        isLoading={isLoading}
      />
    </Card>
  )
}

function Plot({
  metric,
  numbers,
  curves,
  hasTraining,
  isLog,
  isLoading,
}: {
  metric: string
  numbers: readonly number[]
  curves: readonly (MetricCurves | undefined)[]
  hasTraining: boolean
  isLog: boolean
  isLoading: boolean
}) {
  const { series } = useChartTokens()
  const parts = curves.flatMap((own, at) =>
    (own?.curves ?? [])
      .filter(({ part }, _, all) => part === 'validation' || hasTraining || all.length === 1)
      .map((curve) => ({ ...curve, number: numbers[at]!, colour: series[at % 8] })),
  )
  const key = JSON.stringify([parts, isLog])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` has all of `parts`, which is made anew each time
  const option = useMemo(
    () => ({
      grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, type: 'scroll', icon: 'roundRect', itemHeight: 3, itemWidth: 14 },
      tooltip: {
        trigger: 'axis',
        valueFormatter: (value: unknown) => formatValue(value as number),
      },
      xAxis: { type: 'value', minInterval: 1, min: 1, max: 'dataMax' },
      yAxis: { type: isLog ? 'log' : 'value', scale: true },
      series: parts.map(({ part, number, points, colour }) => ({
        type: 'line',
        name: `trial ${number}${part === 'train' ? ' training' : ''}`,
        color: colour,
        showSymbol: points.length < 3,
        lineStyle: { width: 2, type: part === 'train' ? 'dashed' : 'solid' },
        data: points,
      })),
    }),
    [key],
  )
  return (
    <div className={css.plot}>
      <Chart
        label={`${metric} by epoch of each trial`}
        description={parts
          .map(({ part, number, points }) => {
            const last = points.at(-1)!
            return `Trial ${number}, ${part}: ${formatValue(last[1])} in epoch ${last[0]}.`
          })
          .join(' ')}
        option={option}
        height={340}
        isLoading={isLoading}
        data={() => ({
          columns: ['trial', 'part', 'epoch', metric],
          rows: parts.flatMap(({ number, part, points }) =>
            points.map(([epoch, value]) => [number, part, epoch, value]),
          ),
        })}
      />
    </div>
  )
}
