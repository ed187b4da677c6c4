import { type UseQueryResult, useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { answerOf, client } from '../../api/client.ts'
import { studyKey } from '../../api/queries.ts'
import type { AnswerOf, Study } from '../../api/types.ts'
import { Card } from '../../ui/card.tsx'
import { Chart, useChartTokens } from '../../ui/chart.tsx'
import { Switch } from '../../ui/checkbox.tsx'
import { formatDuration, formatPercent, formatValue } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { type By, bestSteps, endOf } from './best-curves.ts'
import css from './compare.module.css'

const curvesQuery = ({ id }: Study) => ({
  queryKey: [...studyKey(id), 'curves', 'compare'],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<AnswerOf<'getCurves'>> =>
    answerOf(
      client.GET('/v1/studies/{id}/curves', {
        params: { path: { id }, query: { top: 1, points: 2 } },
        signal,
      }),
    ) as never,
})

const edfQuery = ({ id }: Study) => ({
  queryKey: [...studyKey(id), 'edf', 'compare'],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<AnswerOf<'getEdf'>> =>
    answerOf(
      client.GET('/v1/studies/{id}/edf', {
        params: { path: { id }, query: { points: 200 } },
        signal,
      }),
    ) as never,
})

/** Studies over each other, where they are judged by one metric in one direction. */
export function OverlaidStudies({ studies }: { studies: readonly Study[] }) {
  const curves = useQueries({ queries: studies.map(curvesQuery) })
  const edfs = useQueries({ queries: studies.map(edfQuery) })
  const metrics = new Set(
    studies.map(({ objective }) => `${objective.metric}, ${objective.direction}`),
  )
  return (
    <>
      {metrics.size > 1 && (
        <p className="muted">
          These studies are judged differently ({[...metrics].join('; ')}): their values cannot be
          compared.
        </p>
      )}
      <div className={css.columns}>
        <Best studies={studies} found={curves} />
        <Edf studies={studies} found={edfs} />
      </div>
    </>
  )
}

interface Overlaid<T> {
  studies: readonly Study[]
  found: readonly UseQueryResult<T>[]
}

const legend = { top: 0, left: 0, type: 'scroll', icon: 'roundRect', itemHeight: 3, itemWidth: 14 }
const grid = { left: 8, right: 16, top: 32, bottom: 24, containLabel: true }

const axes: Record<By, { text: string; format: (value: number) => string }> = {
  trials: { text: 'trials', format: (value) => formatValue(value) },
  time: { text: 'time since the start', format: formatDuration },
}

function Best({ studies, found }: Overlaid<AnswerOf<'getCurves'>>) {
  const [by, setBy] = useState<By>('trials')
  const [isLog, setLog] = useState(false)
  const { series } = useChartTokens()
  const isLoading = found.some(({ isPending }) => isPending)
  const lines = found.map(({ data, dataUpdatedAt }, at) => ({
    name: studies[at]!.name,
    points: bestSteps(data?.best ?? [], { by, end: endOf(studies[at]!, by, dataUpdatedAt) }),
  }))
  const key = JSON.stringify([lines, by, isLog])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` has all of `lines`, which is made anew each time
  const option = useMemo(
    () => ({
      grid,
      legend,
      tooltip: {
        trigger: 'axis',
        valueFormatter: (value: unknown) => formatValue(value as number),
      },
      xAxis: {
        ...{ type: isLog ? 'log' : 'value', name: axes[by].text, nameLocation: 'middle' },
        ...{ nameGap: 28, scale: true, axisLabel: { formatter: axes[by].format } },
      },
      yAxis: { type: 'value', scale: true },
      series: lines.map(({ name, points }, at) => ({
        ...{ type: 'line', name, step: 'end', color: series[at % 8] },
        ...{ showSymbol: points.length < 3, lineStyle: { width: 2 }, data: points },
      })),
    }),
    [key],
  )
  return (
    <Card
      title="Best value so far"
      actions={
        <>
          <Select
            label="Horizontal axis"
            hidesLabel
            size="sm"
            choices={[
              { id: 'trials', text: 'by trials' },
              { id: 'time', text: 'by time' },
            ]}
            value={by}
            onChange={setBy}
          />
          <Switch isSelected={isLog} onChange={setLog}>
            log
          </Switch>
        </>
      }
    >
      <Chart
        label={`Best value so far by ${by}`}
        description={lines
          .map(({ name, points }) => {
            const last = points.at(-1)
            return last ? `${name}: ${formatValue(last[1])}.` : `${name}: no complete trial.`
          })
          .join(' ')}
        option={option}
        height={320}
        isLoading={isLoading}
        data={() => ({
          columns: ['study', by === 'trials' ? 'trials' : 'seconds', 'best'],
          rows: lines.flatMap(({ name, points }) => points.map(([x, y]) => [name, x, y])),
        })}
      />
    </Card>
  )
}

function Edf({ studies, found }: Overlaid<AnswerOf<'getEdf'>>) {
  const { series } = useChartTokens()
  const isLoading = found.some(({ isPending }) => isPending)
  const lines = found.map(({ data }, at) => ({
    name: studies[at]!.name,
    points: (data?.points ?? []).map(({ value, share }) => [value, share] as const),
  }))
  const metric = studies[0]?.objective.metric ?? 'value'
  const key = JSON.stringify(lines)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` has all of `lines`, which is made anew each time
  const option = useMemo(
    () => ({
      grid,
      legend,
      tooltip: {
        trigger: 'axis',
        valueFormatter: (value: unknown) => formatPercent(value as number, 1),
      },
      xAxis: { type: 'value', name: metric, nameLocation: 'middle', nameGap: 28, scale: true },
      yAxis: {
        type: 'value',
        min: 0,
        max: 1,
        axisLabel: { formatter: (v: number) => formatPercent(v) },
      },
      series: lines.map(({ name, points }, at) => ({
        ...{ type: 'line', name, step: 'end', color: series[at % 8] },
        ...{ showSymbol: points.length < 3, lineStyle: { width: 2 }, data: points },
      })),
    }),
    [key, metric],
  )
  return (
    <Card
      title="Distribution of values"
      note="Share of the complete trials that reached each value."
    >
      <Chart
        label="Distribution of values"
        description={lines.map(({ name, points }) => `${name}: ${points.length} steps.`).join(' ')}
        option={option}
        height={300}
        isLoading={isLoading}
        data={() => ({
          columns: ['study', metric, 'share'],
          rows: lines.flatMap(({ name, points }) => points.map(([x, y]) => [name, x, y])),
        })}
      />
    </Card>
  )
}
