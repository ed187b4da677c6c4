import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answerOf, client } from '../../../api/client.ts'
import { studyKey } from '../../../api/queries.ts'
import type { Study } from '../../../api/types.ts'
import { flagIn } from '../../../app/search-fields.ts'
import { useSearchState } from '../../../app/search-state.ts'
import { Card } from '../../../ui/card.tsx'
import { Chart, useChartTokens } from '../../../ui/chart.tsx'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { formatValue } from '../../../ui/format.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { useOpenTrial } from '../../trial/trial-link.tsx'
import { useRunningCurves } from '../live/use-running.ts'
import { curvesQuery } from '../overview/queries.ts'
import { curvesOption, numberIn, type ShownCurve } from './curves-option.ts'
import { rungsOf } from './rungs.ts'

const shown = { best: 10, pruned: 12, running: 24 }
const plotHeight = 460

const parseView = (search: Record<string, unknown>) => ({
  noBest: flagIn(search.noBest),
  noPruned: flagIn(search.noPruned),
  noRunning: flagIn(search.noRunning),
  log: flagIn(search.log),
})

/** Curves of the best, the newest pruned and the running trials; a click opens a trial. */
export default function CurvesTab({ study }: { study: Study }) {
  const [view, setView] = useSearchState(parseView)
  const tokens = useChartTokens()
  const openTrial = useOpenTrial(study.id)
  const { data, error, refetch } = useQuery(curvesQuery(study.id, { top: shown.best, points: 200 }))
  const pruned = usePrunedCurves(study, !view.noPruned)
  const running = useRunningCurves(study.id)
  const plot = useMemo(() => {
    const curves: ShownCurve[] = [
      ...(view.noBest ? [] : (data?.curves ?? [])).map((curve) => ({
        ...curve,
        kind: 'best' as const,
      })),
      ...(view.noPruned ? [] : pruned),
      ...[...(view.noRunning ? [] : running.values())]
        .slice(0, shown.running)
        .map((curve) => ({ ...curve, kind: 'running' as const })),
    ].filter(({ steps }) => steps.length > 0)
    const lastStep = Math.max(1, ...curves.map(({ steps }) => steps.at(-1) ?? 1))
    const rungs = rungsOf((study.spec as { pruner?: unknown }).pruner, lastStep)
    return { curves, metric: data?.metric ?? study.objective.metric, rungs, isLog: view.log }
  }, [data, pruned, running, view, study])
  const option = useMemo(() => curvesOption(plot, tokens), [plot, tokens])
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Card
      title={`Learning curves: ${plot.metric}`}
      note={`The ${shown.best} best trials (the best one thick), the newest pruned ones dashed, running ones dotted. Click a curve to open its trial.`}
      actions={
        <>
          <Checkbox isSelected={!view.noBest} onChange={(is) => setView({ noBest: !is })}>
            Best
          </Checkbox>
          <Checkbox isSelected={!view.noPruned} onChange={(is) => setView({ noPruned: !is })}>
            Pruned
          </Checkbox>
          <Checkbox isSelected={!view.noRunning} onChange={(is) => setView({ noRunning: !is })}>
            Running
          </Checkbox>
          <Checkbox isSelected={view.log} onChange={(log) => setView({ log })}>
            Log axis
          </Checkbox>
        </>
      }
    >
      {!data ? (
        <div aria-busy="true">
          <Skeleton height={plotHeight} />
        </div>
      ) : plot.curves.length === 0 ? (
        <div style={{ minHeight: plotHeight }}>
          <EmptyState title="No curve to show">
            {study.state === 'running'
              ? 'Curves appear with the first epochs.'
              : 'No chosen trial has reported a value.'}
          </EmptyState>
        </div>
      ) : (
        <Chart
          label={`Learning curves of ${plot.metric}`}
          description={describe(plot.curves)}
          option={option}
          height={plotHeight}
          events={{
            click: ({ seriesName }) => {
              const number = numberIn(String(seriesName))
              if (Number.isInteger(number)) openTrial(number)
            },
          }}
          data={() => ({
            columns: ['trial', 'kind', 'epoch', plot.metric],
            rows: plot.curves.flatMap(({ number, kind, steps, values }) =>
              steps.map((step, i) => [number, kind, step, values[i]]),
            ),
          })}
        />
      )}
    </Card>
  )
}

function describe(curves: readonly ShownCurve[]): string {
  const count = (kind: ShownCurve['kind']) => curves.filter((curve) => curve.kind === kind).length
  const best = curves.find(({ kind }) => kind === 'best')
  const last =
    best === undefined
      ? ''
      : ` The best, trial ${best.number}, ends at ${formatValue(best.values.at(-1))} after epoch ${best.steps.at(-1)}.`
  return `Curves of ${count('best')} best, ${count('pruned')} pruned and ${count('running')} running trials.${last}`
}

/** Curves of the trials that were pruned last. */
function usePrunedCurves(study: Study, isWanted: boolean): ShownCurve[] {
  const { id } = study
  const { data } = useQuery({
    queryKey: [...studyKey(id), 'trials', 'pruned'],
    enabled: isWanted && study.trials.pruned > 0,
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/studies/{id}/trials', {
          params: { path: { id }, query: { state: 'pruned', order: 'desc', limit: shown.pruned } },
          signal,
        }),
      ),
  })
  return useQueries({
    queries: (data?.items ?? []).map(({ number }) => ({
      // what a pruned trial has reported does not change
      queryKey: ['pruned curve', id, number],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        answerOf(
          client.GET('/v1/studies/{id}/trials/{number}/metrics', {
            params: { path: { id, number }, query: { points: 100 } },
            signal,
          }),
        ),
    })),
    combine: prunedCurves,
  })
}

function prunedCurves(
  answers: readonly {
    data?: { number: number; points: { step: number; value: number | null }[] } | undefined
  }[],
): ShownCurve[] {
  return answers.flatMap(({ data }) =>
    data === undefined
      ? []
      : {
          number: data.number,
          kind: 'pruned' as const,
          steps: data.points.map(({ step }) => step),
          values: data.points.map(({ value }) => value),
        },
  )
}
