import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Study } from '../../../api/types.ts'
import { Chart, type ChartEvent } from '../../../ui/chart.tsx'
import { formatCount, formatValue } from '../../../ui/format.ts'
import { Select } from '../../../ui/select.tsx'
import { useOpenTrial } from '../../trial/trial-link.tsx'
import { PlotCard, tooFew } from '../plots/plot-card.tsx'
import css from '../plots/plots.module.css'
import { type Pareto, paretoQuery } from '../plots/queries.ts'
import { paretoOption, paretoTable } from './pareto-option.ts'

const height = 320

/** Pairs of objectives, as indices with a comma between them. */
function pairsOf({ objectives }: Study) {
  return objectives.flatMap((one, i) =>
    objectives.slice(i + 1).map((other, j) => ({
      id: `${i},${i + 1 + j}`,
      text: `${one.metric} × ${other.metric}`,
    })),
  )
}

export function ParetoCard({ study }: { study: Study }) {
  const query = useQuery(paretoQuery(study))
  const [pair, setPair] = useState('0,1')
  const pairs = pairsOf(study)
  return (
    <PlotCard
      title="Pareto front"
      about="Trials that no other trial beats in every objective. A press on a point opens the trial."
      query={query}
      height={height}
      controls={
        pairs.length > 1 && (
          <Select
            label="Objectives"
            hidesLabel
            size="sm"
            choices={pairs}
            value={pair}
            onChange={setPair}
          />
        )
      }
      emptyText={({ trials }) => tooFew(trials, 1)}
      table={paretoTable}
    >
      {(answer) => <ParetoPlot study={study} answer={answer} pair={pair} />}
    </PlotCard>
  )
}

function ParetoPlot({ study, answer, pair }: { study: Study; answer: Pareto; pair: string }) {
  const option = useMemo(() => {
    const [across = 0, up = 1] = pair.split(',').map(Number)
    return paretoOption(answer, [across, up])
  }, [answer, pair])
  const openTrial = useOpenTrial(study.id)
  const open = ({ value }: ChartEvent) => {
    const number = Array.isArray(value) ? value[2] : undefined
    if (typeof number === 'number') openTrial(number)
  }
  const { frontSize, trials, hypervolume } = answer
  return (
    <>
      <Chart
        label="Pareto front"
        description={`${frontSize} of ${trials} trials are on the front.`}
        option={option}
        height={height}
        events={{ click: open }}
        data={() => paretoTable(answer)}
      />
      <p className={css.note}>
        {formatCount(frontSize)} of {formatCount(trials)} trials are on the front
        {hypervolume !== null && `; hypervolume ${formatValue(hypervolume.value)}`}.
      </p>
    </>
  )
}
