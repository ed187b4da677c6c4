import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Study } from '../../../api/types.ts'
import { Chart } from '../../../ui/chart.tsx'
import { PlotCard, tooFew } from '../plots/plot-card.tsx'
import css from '../plots/plots.module.css'
import { type Contour, contourQuery } from '../plots/queries.ts'
import { contourOption, contourTable } from './contour-option.ts'
import { type Pair, PairSelect, usePair } from './pair-select.tsx'

const height = 340

export function ContourCard({
  study,
  objective,
  x,
  y,
  onChange,
}: Pair & { study: Study; objective: number; onChange: (pair: Pair) => void }) {
  const { names, pair, isKnown } = usePair(study, objective, { x, y })
  const query = useQuery({
    ...contourQuery(study, { objective, cells: 30, x: pair?.x ?? '', y: pair?.y ?? '' }),
    enabled: pair !== null,
  })
  if (isKnown && pair === null) return null
  return (
    <PlotCard
      title="Two parameters together"
      about="The mean objective of the trials in each cell. Pale cells have no trial: they are estimated from their neighbours."
      query={query}
      height={height}
      controls={pair && <PairSelect names={names} pair={pair} onChange={onChange} />}
      emptyText={({ trialsUsed }) => tooFew(trialsUsed, 2)}
      table={(answer) => {
        const { columns, rows } = contourTable(answer)
        return { columns, rows: rows.filter(([, , count]) => Number(count) > 0) }
      }}
    >
      {(answer) => <ContourPlot answer={answer} />}
    </PlotCard>
  )
}

function ContourPlot({ answer }: { answer: Contour }) {
  const option = useMemo(() => contourOption(answer), [answer])
  const { x, y, objective, trialsUsed, trials } = answer
  return (
    <>
      <Chart
        label={`${objective.metric} over ${x.parameter} and ${y.parameter}`}
        description={`Means of ${objective.metric} of ${trialsUsed} trials, by ranges of ${x.parameter} and ${y.parameter}.`}
        option={option}
        height={height}
        data={() => contourTable(answer)}
      />
      {trialsUsed < trials && (
        <p className={css.note}>From {trialsUsed} trials that have both parameters.</p>
      )}
    </>
  )
}
