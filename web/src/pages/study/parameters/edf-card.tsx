import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Study } from '../../../api/types.ts'
import { Chart } from '../../../ui/chart.tsx'
import { PlotCard, tooFew } from '../plots/plot-card.tsx'
import { type Edf, edfQuery } from '../plots/queries.ts'
import { edfOption } from './edf-option.ts'

const height = 280

export function EdfCard({ study, objective }: { study: Study; objective: number }) {
  const query = useQuery(edfQuery(study, { objective }))
  return (
    <PlotCard
      title="How good trials are"
      about="The share of complete trials with at most each value: a steep rise is where most trials end."
      query={query}
      height={height}
      emptyText={({ trials }) => tooFew(trials, 1)}
      table={edfTable}
    >
      {(answer) => <EdfPlot answer={answer} />}
    </PlotCard>
  )
}

function EdfPlot({ answer }: { answer: Edf }) {
  const option = useMemo(() => edfOption(answer), [answer])
  return (
    <Chart
      label={`Distribution of ${answer.objective.metric}`}
      description={`The empirical distribution of ${answer.objective.metric} over ${answer.trials} trials.`}
      option={option}
      height={height}
      data={() => edfTable(answer)}
    />
  )
}

function edfTable({ points, objective }: Edf) {
  return {
    columns: [objective.metric, 'share of trials with at most this value'],
    rows: points.map(({ value, share }) => [value, share]),
  }
}
