import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Study } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { Chart, type ChartEvent } from '../../../ui/chart.tsx'
import { useOpenTrial } from '../../trial/trial-link.tsx'
import { PlotCard, tooFew } from '../plots/plot-card.tsx'
import css from '../plots/plots.module.css'
import { importanceQuery, type Slice, type SliceItem, sliceQuery } from '../plots/queries.ts'
import { valueText } from '../plots/scales.ts'
import { mostImportantFirst, sliceOption } from './slice-option.ts'

const height = 220
const shownAtFirst = 6

export function SlicesCard({ study, objective }: { study: Study; objective: number }) {
  const query = useQuery(sliceQuery(study, { objective }))
  const importance = useQuery(importanceQuery(study, { objective, method: 'pedAnova' })).data
  const [isWhole, setWhole] = useState(false)
  const count = query.data?.items.length ?? 0
  return (
    <PlotCard
      title="Slices: the objective along each parameter"
      about="Each point is a trial; the line joins the means of ranges. A press on a point opens the trial."
      query={query}
      height={2 * height}
      controls={
        count > shownAtFirst && (
          <Button size="sm" onPress={() => setWhole(!isWhole)}>
            {isWhole ? `The ${shownAtFirst} most important` : `All ${count}`}
          </Button>
        )
      }
      emptyText={({ trials, items }) =>
        items.length === 0 ? 'The space has no parameter that varies.' : tooFew(trials, 1)
      }
      table={({ items, objective: { metric } }) => ({
        columns: ['parameter', 'value', 'trials', `mean ${metric}`, `best ${metric}`],
        rows: items.flatMap(({ parameter, bins }) =>
          bins.map(({ label, count, mean, best }) => [
            parameter,
            label === null ? 'null' : label,
            count,
            mean,
            best,
          ]),
        ),
      })}
    >
      {(answer) => (
        <>
          <div className={css.many}>
            {mostImportantFirst(answer.items, importance)
              .slice(0, isWhole ? undefined : shownAtFirst)
              .map((item) => (
                <SlicePlot key={item.parameter} study={study} answer={answer} item={item} />
              ))}
          </div>
          {answer.parametersLeftOut > 0 && (
            <p className={css.note}>
              {answer.parametersLeftOut} less important parameters are left out.
            </p>
          )}
        </>
      )}
    </PlotCard>
  )
}

function SlicePlot({ study, answer, item }: { study: Study; answer: Slice; item: SliceItem }) {
  const option = useMemo(() => sliceOption(item, answer), [item, answer])
  const openTrial = useOpenTrial(study.id)
  const { parameter, points, domain } = item
  const open = ({ seriesIndex, dataIndex }: ChartEvent) => {
    const number = points.numbers[dataIndex]
    if (seriesIndex === 0 && number !== undefined) openTrial(number)
  }
  return (
    <Chart
      label={`Slice of ${parameter}`}
      description={`${answer.objective.metric} of ${points.numbers.length} trials along ${parameter}.`}
      option={option}
      height={height}
      events={{ click: open }}
      data={() => ({
        columns: ['trial', parameter, answer.objective.metric],
        rows: points.numbers.map((number, i) => [
          number,
          domain.type === 'choice' ? valueText(domain, points.x[i] ?? null) : points.x[i],
          points.values[i],
        ]),
      })}
    />
  )
}
