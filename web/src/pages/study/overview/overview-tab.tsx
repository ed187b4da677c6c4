import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Study } from '../../../api/types.ts'
import { Card, Stat, Stats } from '../../../ui/card.tsx'
import { Chart, useChartTokens } from '../../../ui/chart.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import {
  formatCount,
  formatDuration,
  formatParam,
  formatValue,
  rateWords,
} from '../../../ui/format.ts'
import { PathName } from '../../../ui/path-name.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { TrialLink } from '../../trial/trial-link.tsx'
import { endedTrials } from '../header/progress-words.ts'
import { isOpen } from '../is-open.ts'
import { bestOption, bestWords } from './best-option.ts'
import { DoneCard } from './done-card.tsx'
import css from './overview.module.css'
import { curvesQuery } from './queries.ts'
import { RunningCard } from './running-card.tsx'

const plotHeight = 300

export default function OverviewTab({ study }: { study: Study }) {
  return (
    <div className={css.grid}>
      <div className={css.column}>
        <BestCard study={study} />
        {(isOpen(study) || study.trials.running > 0) && <RunningCard study={study} />}
      </div>
      <div className={css.column}>
        <FiguresCard study={study} />
        {study.warnings.map(({ code, message, suggestion }) => (
          <p key={code} className={css.warning}>
            {message} {suggestion}
          </p>
        ))}
        <DoneCard study={study} />
        {study.best !== null && <BestParams study={study} />}
      </div>
    </div>
  )
}

function BestCard({ study }: { study: Study }) {
  const tokens = useChartTokens()
  const { data, error, refetch } = useQuery(curvesQuery(study.id, { top: 1, points: 2 }))
  const option = useMemo(() => (data ? bestOption(data, tokens) : {}), [data, tokens])
  const title = `Best ${study.objective.metric}`
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) {
    return (
      <Card title={title}>
        <div aria-busy="true">
          <Skeleton height={plotHeight} />
        </div>
      </Card>
    )
  }
  return (
    <Card title={title}>
      {data.trials === 0 ? (
        <div style={{ minHeight: plotHeight }}>
          <EmptyState title={emptyTitle(study)}>{emptyText(study)}</EmptyState>
        </div>
      ) : (
        <Chart
          label={title}
          description={bestWords(data)}
          option={option}
          height={plotHeight}
          data={() => ({
            columns: ['trial', 'best value so far'],
            rows: data.best.map(({ number, value }) => [number, value]),
          })}
        />
      )}
    </Card>
  )
}

function emptyTitle({ state, trials }: Study): string {
  if (endedTrials(trials) > 0) return 'No trial is complete'
  return state === 'running' ? 'The first trial is on its way' : 'Nothing was trained'
}

function emptyText({ state, trials, dataset }: Study): string {
  if (trials.failed > 0) {
    return `${formatCount(trials.failed)} trials failed: open one of them to see why.`
  }
  if (state !== 'running') return 'The study has no complete trial.'
  return dataset === null
    ? 'Clients train the trials of this study: they ask for one over HTTP, and tell its result.'
    : 'The best value appears here as soon as a trial is complete.'
}

function FiguresCard({ study }: { study: Study }) {
  const { best, trials, throughput, activeSeconds, epochs } = study
  const rates = throughput.recent ?? throughput.overall
  return (
    <Card title="Figures">
      <Stats>
        <Stat
          label="Best value"
          value={best === null ? '–' : formatValue(best.value)}
          note={
            best !== null && (
              <TrialLink id={study.id} number={best.number}>
                trial {best.number}
                {best.state === 'running' && ', running'}
              </TrialLink>
            )
          }
        />
        <Stat label="Complete" value={formatCount(trials.complete)} note={otherEnds(study)} />
        {epochs !== null && (
          <Stat
            label="Epochs"
            value={formatCount(epochs.done)}
            note={
              rates?.epochsPerSecond ? rateWords(rates.epochsPerSecond, 'epochs') : 'trained so far'
            }
          />
        )}
        <Stat
          label="Running time"
          value={formatDuration(activeSeconds)}
          note={rates === null ? undefined : rateWords(rates.trialsPerSecond, 'trials')}
        />
      </Stats>
    </Card>
  )
}

function otherEnds({ trials: { pruned, failed, cancelled } }: Study): string {
  const ends = Object.entries({ pruned, failed, cancelled }).filter(([, count]) => count > 0)
  return ends.length === 0
    ? 'none stopped'
    : ends.map(([state, count]) => `${formatCount(count)} ${state}`).join(', ')
}

function BestParams({ study }: { study: Study }) {
  const { best } = study
  if (best === null) return null
  return (
    <Card title={`Parameters of trial ${best.number}`}>
      <dl className={css.params}>
        {Object.entries(best.params).map(([name, value]) => (
          <Pair key={name} name={name} value={formatParam(value)} />
        ))}
      </dl>
    </Card>
  )
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>
        <PathName name={name} />
      </dt>
      <dd>{value}</dd>
    </>
  )
}
