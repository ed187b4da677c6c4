import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AnswerOf, Dataset } from '../../../api/types.ts'
import { Card, Stat, Stats } from '../../../ui/card.tsx'
import { Chart, useChartTokens } from '../../../ui/chart.tsx'
import { formatCount, formatPercent, formatValue } from '../../../ui/format.ts'
import { targetName } from '../../datasets/target-name.ts'
import { rowsQuery } from '../queries.ts'
import { calibrationWords } from './calibration-words.ts'
import css from './diagnosis.module.css'
import { RowValues } from './row-values.tsx'

type ValueDiagnosis = NonNullable<AnswerOf<'diagnoseTrial'>['values']>

const valueLabel = { formatter: (value: number) => formatValue(value, 3), hideOverlap: true }
const axis = (name: string) => ({
  ...{ type: 'value', name, nameLocation: 'middle', nameGap: 28, scale: true },
  axisLabel: valueLabel,
})
const grid = { left: 24, right: 16, top: 16, bottom: 24, containLabel: true }
const worstShown = 12

/** Residuals of a regression, and how often its intervals hold the target. */
export function OfValues({ diagnosis, dataset }: { diagnosis: ValueDiagnosis; dataset: Dataset }) {
  const target = targetName(dataset.columns) ?? 'target'
  const { rmse, mae, bias } = diagnosis
  return (
    <>
      <Card>
        <Stats>
          <Stat label="Root mean squared error" value={formatValue(rmse)} />
          <Stat label="Mean absolute error" value={formatValue(mae)} />
          <Stat
            label="Bias"
            value={formatValue(bias)}
            note={
              bias > 0
                ? 'predictions are too low on average'
                : 'predictions are too high on average'
            }
          />
        </Stats>
      </Card>
      <div className={css.columns}>
        <Predicted diagnosis={diagnosis} target={target} />
        <Residuals diagnosis={diagnosis} target={target} />
      </div>
      <div className={css.columns}>
        {diagnosis.coverage && (
          <Coverage coverage={diagnosis.coverage} calibration={diagnosis.calibration} />
        )}
        <Worst diagnosis={diagnosis} dataset={dataset} target={target} />
      </div>
    </>
  )
}

const rangeWords = (edges: readonly number[], at: number) =>
  `${formatValue(edges[at], 3)} to ${formatValue(edges[at + 1], 3)}`

const rowCount = (count: number) => `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`

interface Part {
  diagnosis: ValueDiagnosis
  target: string
}

function Predicted({ diagnosis: { sample }, target }: Part) {
  const { series, muted } = useChartTokens()
  const option = useMemo(() => {
    const all = sample.flatMap(({ target: own, predicted }) => [own, predicted])
    const ends = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))]
    return {
      grid,
      tooltip: {
        trigger: 'item',
        formatter: ({ dataIndex, seriesIndex }: { dataIndex: number; seriesIndex: number }) => {
          const row = seriesIndex === 1 ? sample[dataIndex] : undefined
          return row === undefined
            ? ''
            : `row ${row.row}: ${formatValue(row.target)}, predicted ${formatValue(row.predicted)}`
        },
      },
      xAxis: axis(target),
      yAxis: { type: 'value', scale: true, axisLabel: valueLabel },
      series: [
        {
          ...{ type: 'line', silent: true, symbol: 'none', color: muted },
          lineStyle: { type: 'dashed', width: 1 },
          data: ends.map((end) => [end, end]),
        },
        {
          ...{ type: 'scatter', symbolSize: sample.length > 300 ? 4 : 6, color: series[0] },
          itemStyle: { opacity: 0.6 },
          data: sample.map(({ target: own, predicted }) => [own, predicted]),
        },
      ],
    }
  }, [sample, series, muted, target])
  return (
    <Card
      title="Predicted against true"
      note="Predictions upwards; on the dashed line they are right."
    >
      <Chart
        label="Predicted against true values"
        description={`${sample.length} rows with their true and predicted ${target}.`}
        option={option}
        height={320}
        data={() => ({
          columns: ['row', target, 'predicted'],
          rows: sample.map((row) => [row.row, row.target, row.predicted]),
        })}
      />
    </Card>
  )
}

function Residuals({ diagnosis: { histogram }, target }: Part) {
  const { series } = useChartTokens()
  const { edges, counts, below, above } = histogram
  const option = useMemo(
    () => ({
      grid,
      tooltip: {
        trigger: 'item',
        formatter: ({ dataIndex }: { dataIndex: number }) =>
          `${rangeWords(edges, dataIndex)}: ${rowCount(counts[dataIndex] ?? 0)}`,
      },
      xAxis: { ...axis(`${target} − prediction`), min: edges[0], max: edges.at(-1) },
      yAxis: { type: 'value', minInterval: 1 },
      series: [
        {
          ...{ type: 'bar', name: 'rows', barCategoryGap: '8%', color: series[0] },
          data: counts.map((count, at) => [(edges[at]! + edges[at + 1]!) / 2, count]),
        },
      ],
    }),
    [edges, counts, series, target],
  )
  const beyond = below + above
  return (
    <Card
      title="Residuals"
      note={
        beyond > 0
          ? `Below what is shown: ${rowCount(below)}; above: ${rowCount(above)}.`
          : 'Symmetric around 0 is best.'
      }
    >
      <Chart
        label="Residuals"
        description={`Histogram of ${target} − prediction from ${formatValue(edges[0])} to ${formatValue(edges.at(-1))}.`}
        option={option}
        height={320}
        data={() => ({
          columns: ['from', 'to', 'rows'],
          rows: counts.map((count, at) => [edges[at]!, edges[at + 1]!, count]),
        })}
      />
    </Card>
  )
}

function Coverage({
  coverage,
  calibration,
}: {
  coverage: NonNullable<ValueDiagnosis['coverage']>
  calibration: ValueDiagnosis['calibration']
}) {
  const { series, muted } = useChartTokens()
  const option = useMemo(
    () => ({
      grid,
      tooltip: {
        trigger: 'axis',
        valueFormatter: (value: unknown) => formatPercent(value as number, 1),
      },
      xAxis: {
        ...axis('level of the interval'),
        min: 0,
        max: 1,
        axisLabel: { formatter: (v: number) => formatPercent(v) },
      },
      yAxis: {
        type: 'value',
        min: 0,
        max: 1,
        axisLabel: { formatter: (v: number) => formatPercent(v) },
      },
      series: [
        {
          ...{ type: 'line', name: 'perfect', silent: true, symbol: 'none', color: muted },
          lineStyle: { type: 'dashed', width: 1 },
          data: [[0, 0], ...coverage.map(({ level }) => [level, level]), [1, 1]],
        },
        {
          ...{ type: 'line', name: 'covered', color: series[0], symbolSize: 7 },
          data: coverage.map(({ level, covered }) => [level, covered]),
        },
      ],
    }),
    [coverage, series, muted],
  )
  const ninety = coverage.find(({ level }) => level === 0.9)
  return (
    <Card
      title="Coverage of intervals"
      note={`The 90 % interval holds ${formatPercent(ninety?.covered, 1)} of the targets; below the line intervals are too narrow.`}
    >
      <Chart
        label="Coverage of intervals"
        description={coverage
          .map(({ level, covered }) => `${formatPercent(level)}: ${formatPercent(covered, 1)}.`)
          .join(' ')}
        option={option}
        height={300}
        data={() => ({
          columns: ['level', 'covered'],
          rows: coverage.map(({ level, covered }) => [level, covered]),
        })}
      />
      <p className={css.note}>{calibrationWords(calibration)}</p>
    </Card>
  )
}

function Worst({ diagnosis: { worst }, dataset, target }: Part & { dataset: Dataset }) {
  const shown = worst.slice(0, worstShown)
  const { data } = useQuery(
    rowsQuery(
      dataset.id,
      shown.map(({ row }) => row),
    ),
  )
  return (
    <Card title="Worst rows" note="The largest residuals first.">
      <ul className={css.rows}>
        {shown.map((one, at) => (
          <li key={one.row} className={css.mistake}>
            <RowValues row={one.row} inputs={data?.items[at]?.inputs} />
            <span className={css.verdict}>
              <span>
                {target} {formatValue(one.target)} → <strong>{formatValue(one.predicted)}</strong>
              </span>
              {one.interval && (
                <span className="muted">
                  {formatValue(one.interval[0])} to {formatValue(one.interval[1])}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
