import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Study } from '../../../api/types.ts'
import { Chart, useChartTokens } from '../../../ui/chart.tsx'
import { PlotCard } from '../plots/plot-card.tsx'
import css from '../plots/plots.module.css'
import { type Coverage, coverageQuery } from '../plots/queries.ts'
import { coverageOption, coverageSummary, coverageTable } from './coverage-option.ts'
import { type Pair, PairSelect, usePair } from './pair-select.tsx'

const height = 340

export function CoverageCard({
  study,
  objective,
  x,
  y,
  onChange,
}: Pair & { study: Study; objective: number; onChange: (pair: Pair) => void }) {
  const { names, pair, isKnown } = usePair(study, objective, { x, y })
  const query = useQuery({
    ...coverageQuery(study, { x: pair?.x ?? '', y: pair?.y ?? '', cells: 20 }),
    enabled: pair !== null,
  })
  if (isKnown && pair === null) return null
  const isGrid = query.data?.gridSize != null
  return (
    <PlotCard
      title={isGrid ? 'The grid so far' : 'What has been tried'}
      about={
        isGrid
          ? 'Each cell is a pair of values: how many of its combinations were tried, run, failed or are left.'
          : 'Which values of two parameters trials have had. Empty cells were never tried.'
      }
      query={query}
      height={height}
      controls={pair && <PairSelect names={names} pair={pair} onChange={onChange} />}
      emptyText={() => null}
      table={coverageTable}
    >
      {(answer) => <CoveragePlot answer={answer} />}
    </PlotCard>
  )
}

function CoveragePlot({ answer }: { answer: Coverage }) {
  const tokens = useChartTokens()
  const option = useMemo(
    () =>
      coverageOption(answer, {
        done: tokens.series[2] ?? '',
        running: tokens.series[0] ?? '',
        failed: tokens.series[1] ?? '',
        partly: tokens.series[5] ?? '',
        left: tokens.grid,
        none: 'transparent',
      }),
    [answer, tokens],
  )
  const summary = coverageSummary(answer)
  return (
    <>
      <Chart
        label={`Tried of ${answer.x.parameter} and ${answer.y.parameter}`}
        description={summary}
        option={option}
        height={height}
        data={() => coverageTable(answer)}
      />
      <p className={css.note}>{summary}</p>
    </>
  )
}
