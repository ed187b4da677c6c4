import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { studyQuery, trialQuery } from '../../api/queries.ts'
import type { Trial } from '../../api/types.ts'
import { PagePending } from '../../app/page-pending.tsx'
import { flagIn, textsIn } from '../../app/search-fields.ts'
import { useSearchState } from '../../app/search-state.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { formatMilliseconds, formatValue } from '../../ui/format.ts'
import { NumberField } from '../../ui/number-field.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { TrialLink } from '../trial/trial-link.tsx'
import css from './compare-trials.module.css'
import {
  type Comparison,
  compareParams,
  compareSpecs,
  mostTrials,
  trialNumbers,
} from './differences.ts'
import { OverlaidCurves } from './overlaid-curves.tsx'
import { SideBySide } from './side-by-side.tsx'

const parseView = (search: Record<string, unknown>) => ({
  trials: textsIn(search.trials).join(','),
  different: flagIn(search.different),
})

/** Trials of one study side by side. */
export function CompareTrialsPage() {
  const { id } = useParams({ from: '/studies/$id/compare' })
  const [{ trials: written, different }, setView] = useSearchState(parseView)
  const numbers = useMemo(() => trialNumbers(written.split(',').filter(Boolean)), [written])
  const { data: study, error, refetch } = useQuery(studyQuery(id))
  const found = useQueries({ queries: numbers.map((number) => trialQuery(id, number)) })
  const choose = (chosen: readonly number[]) => setView({ trials: chosen.join(',') })
  if (error && !study) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!study) return <PagePending />
  const failed = found.find((one) => one.error && !one.data)
  const trials = found.flatMap(({ data }) => (data ? [data] : []))
  return (
    <>
      <PageHeader
        title="Compare trials"
        above={
          <>
            <Link to="/">Studies</Link> /{' '}
            <Link to="/studies/$id" params={{ id }}>
              {study.name}
            </Link>
          </>
        }
        actions={
          numbers.length < mostTrials && (
            <AddTrial onAdd={(number) => choose([...numbers, number])} />
          )
        }
      />
      {failed ? (
        <ErrorState
          error={failed.error}
          onRetry={() => choose(trials.map(({ number }) => number))}
          retryText="Leave out what is not there"
        />
      ) : numbers.length === 0 ? (
        <EmptyState title="No trials chosen">
          Give the number of a trial above, or choose trials in the table of the study.
        </EmptyState>
      ) : trials.length < numbers.length ? (
        <PagePending />
      ) : (
        <div className={css.page}>
          <OverlaidCurves id={id} trials={trials} objective={study.objective.metric} />
          <Differences
            id={id}
            metric={study.objective.metric}
            trials={trials}
            isFiltered={different}
            onFilter={(isOn) => setView({ different: isOn })}
            onRemove={(number) => choose(numbers.filter((other) => other !== number))}
          />
        </div>
      )}
    </>
  )
}

function AddTrial({ onAdd }: { onAdd: (number: number) => void }) {
  const [number, setNumber] = useState<number | null>(null)
  return (
    <form
      className={css.add}
      onSubmit={(event) => {
        event.preventDefault()
        if (number !== null) onAdd(number)
        setNumber(null)
      }}
    >
      <NumberField
        label="Number of a trial"
        hidesLabel
        placeholder="trial"
        hidesSteps
        minValue={0}
        value={number}
        onChange={setNumber}
      />
      <Button type="submit">Add</Button>
    </form>
  )
}

function Differences({
  id,
  metric,
  trials,
  isFiltered,
  onFilter,
  onRemove,
}: {
  id: string
  metric: string
  trials: readonly Trial[]
  isFiltered: boolean
  onFilter: (isOn: boolean) => void
  onRemove: (number: number) => void
}) {
  const facts: Comparison[] = compareParams(
    trials.map((trial) => ({
      [metric]: formatValue(trial.value),
      'best epoch': trial.step,
      'epochs done': trial.lastStep,
      duration: formatMilliseconds(trial.durationMs),
      source: trial.source,
    })),
  )
  const params = compareParams(trials.map((trial) => trial.params))
  const inParams = new Set(params.map(({ name }) => name))
  const specs = compareSpecs(trials.map((trial) => trial.spec)).filter(
    ({ name }) => !inParams.has(name),
  )
  return (
    <SideBySide
      label="Trials side by side"
      columns={trials.map(({ number, state }) => ({
        id: number,
        name: `trial ${number}`,
        state,
        link: <TrialLink id={id} number={number} />,
        onRemove: () => onRemove(number),
      }))}
      parts={{ Result: facts, Parameters: params, 'Rest of the specification': specs }}
      isFiltered={isFiltered}
      onFilter={onFilter}
    />
  )
}
