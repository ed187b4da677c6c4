import { useQuery } from '@tanstack/react-query'
import type { EChartsType } from 'echarts/core'
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { Study } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import {
  brushRests,
  Chart,
  type ChartEvent,
  colourBrushes,
  useChartTokens,
} from '../../../ui/chart.tsx'
import { formatCount } from '../../../ui/format.ts'
import { ScrollRegion } from '../../../ui/scroll-region.tsx'
import { PlotCard, tooFew } from '../plots/plot-card.tsx'
import css from '../plots/plots.module.css'
import { type Parallel, parallelQuery } from '../plots/queries.ts'
import { optionText } from '../plots/scales.ts'
import { axesOf, brushLook, intervalsOf, parallelOption, withBrush } from './parallel-option.ts'
import type { Where } from './view.ts'

const height = 320
const lines = 1_000
const pixelsAnAxis = 84
const brushDelayMs = 200

export function ParallelCard({
  study,
  where,
  onFilter,
}: {
  study: Study
  where: Where
  onFilter: (where: Where) => void
}) {
  const [isBrushing, setIsBrushing] = useState(false)
  const query = useQuery({
    ...parallelQuery(study, { lines }),
    // a new answer would draw the plot anew under the pointer
    enabled: !isBrushing,
  })
  const isBrushed = where.value !== undefined || where.params !== undefined
  return (
    <PlotCard
      title="Parallel coordinates"
      about={
        <>
          Each line is a complete trial; it crosses every axis at the trial’s value. Drag along an
          axis to keep the trials in that range, here and in the table.
        </>
      }
      query={query}
      height={height}
      controls={
        isBrushed && (
          <Button
            size="sm"
            onPress={() => {
              const { value: _, params: __, ...rest } = where
              onFilter(rest)
            }}
          >
            Clear brushes
          </Button>
        )
      }
      emptyText={({ trials, axes }) =>
        axes.length === 0 ? 'The space has no parameter that varies.' : tooFew(trials, 2)
      }
    >
      {(answer) => (
        <ParallelPlot
          answer={answer}
          where={where}
          onFilter={onFilter}
          onBrushing={setIsBrushing}
        />
      )}
    </PlotCard>
  )
}

function ParallelPlot({
  answer,
  where,
  onFilter,
  onBrushing,
}: {
  answer: Parallel
  where: Where
  onFilter: (where: Where) => void
  onBrushing: (isBrushing: boolean) => void
}) {
  const tokens = useChartTokens()
  const option = useMemo(() => parallelOption(answer, tokens), [answer, tokens])
  const [chart, setChart] = useState<EChartsType | null>(null)
  const pending = useRef<{ where: Where; timer: ReturnType<typeof setTimeout> } | null>(null)
  const shown = useRef<Where>({})

  /** The plot follows at each move; the address and the table when the pointer rests. */
  const brush = (event: ChartEvent) => {
    if (event.isOurs) return
    const before = pending.current?.where ?? where
    const next = withBrush(before, answer, { id: event.parallelAxisId, intervals: event.intervals })
    if (pending.current) clearTimeout(pending.current.timer)
    else onBrushing(true)
    const timer = setTimeout(() => {
      pending.current = null
      shown.current = next
      if (!chart?.isDisposed()) chart?.dispatchAction({ type: brushRests })
      onBrushing(false)
      onFilter(next)
    }, brushDelayMs)
    pending.current = { where: next, timer }
  }

  // a filter from elsewhere: the address, a chip that was removed
  const show = useEffectEvent((made: EChartsType) => {
    if (pending.current || JSON.stringify(shown.current) === JSON.stringify(where)) return
    shown.current = where
    made.setOption({}) // draws at once what waits for the next frame: before, there are no axes
    for (const { id, domain } of axesOf(answer)) {
      const intervals = intervalsOf(where, id, domain)
      made.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: id, intervals, isOurs: true })
    }
    made.setOption({}) // draws the brushes
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter is what it follows
  useEffect(() => {
    if (chart !== null && !chart.isDisposed()) show(chart)
  }, [chart, where])

  const { accent } = tokens
  useEffect(() => {
    if (chart === null) return
    const style = { fill: accent, stroke: accent, opacity: brushLook.opacity }
    const colour = () => colourBrushes(chart, style)
    chart.on('rendered', colour)
    // the plot outlives a theme: the colours of two would take turns
    return () => {
      if (!chart.isDisposed()) chart.off('rendered', colour)
    }
  }, [chart, accent])

  const { axes, lines, trials, chosen, parametersLeftOut, objective } = answer
  const width = (axes.length + 1) * pixelsAnAxis
  return (
    <>
      <ScrollRegion label="Axes of the parallel coordinates" className={css.wide}>
        <div style={{ minWidth: width }}>
          <Chart
            label="Parallel coordinates"
            description={`${lines.length} trials across ${axes.length} parameters and ${objective.metric}. The filters of the table below do the same as brushing.`}
            option={option}
            height={height}
            events={{ axisareaselected: brush }}
            onReady={setChart}
            data={() => ({
              columns: ['trial', ...axes.map(({ parameter }) => parameter), objective.metric],
              rows: lines.map(({ number, at, value }) => [
                number,
                ...at.map((one, i) => {
                  const domain = axes[i]?.domain
                  return one !== null && domain?.type === 'choice'
                    ? optionText(domain.options[one])
                    : one
                }),
                value,
              ]),
            })}
          />
        </div>
      </ScrollRegion>
      <p className={css.note}>
        {lines.length < trials
          ? `${formatCount(lines.length)} of ${formatCount(trials)} complete trials: the ${formatCount(chosen.best)} best, and others spaced evenly over the search.`
          : `All ${formatCount(trials)} complete trials.`}
        {parametersLeftOut > 0 &&
          ` The ${axes.length} most important parameters; ${parametersLeftOut} others are in the table.`}
      </p>
    </>
  )
}
