import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { studyQuery, trialQuery } from '../../api/queries.ts'
import type { Trial } from '../../api/types.ts'
import { PagePending } from '../../app/page-pending.tsx'
import { flagIn, textsIn } from '../../app/search-fields.ts'
import { useSearchState } from '../../app/search-state.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Switch } from '../../ui/checkbox.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { formatDuration, formatParam, formatValue } from '../../ui/format.ts'
import { CloseIcon } from '../../ui/icons.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import css from './compare-trials.module.css'
import {
  type Comparison,
  compareParams,
  compareSpecs,
  mostTrials,
  trialNumbers,
} from './differences.ts'
import { OverlaidCurves } from './overlaid-curves.tsx'

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
        onChange={(given) => setNumber(Number.isNaN(given) ? null : given)}
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
      duration: formatDuration(trial.durationMs === null ? null : trial.durationMs / 1000),
      source: trial.source,
    })),
  )
  const params = compareParams(trials.map((trial) => trial.params))
  const inParams = new Set(params.map(({ name }) => name))
  const specs = compareSpecs(trials.map((trial) => trial.spec)).filter(
    ({ name }) => !inParams.has(name),
  )
  return (
    <Card
      title="Side by side"
      isFlush
      actions={
        <Switch isSelected={isFiltered} onChange={onFilter}>
          Only differences
        </Switch>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a wide table */}
      <section className={css.scroll} tabIndex={0} aria-label="Trials side by side">
        <table className={css.table}>
          <thead>
            <tr>
              <td />
              {trials.map(({ number, state }, at) => (
                <th key={number} scope="col">
                  <span className={css.head}>
                    <span
                      className={css.colour}
                      style={{ background: `var(--series-${at + 1})` }}
                      aria-hidden="true"
                    />
                    <Link to="/studies/$id/trials/$number" params={{ id, number: String(number) }}>
                      Trial {number}
                    </Link>
                    <IconButton
                      label={`Leave out trial ${number}`}
                      size="sm"
                      onPress={() => onRemove(number)}
                    >
                      <CloseIcon size={12} />
                    </IconButton>
                  </span>
                  <StateBadge state={state} />
                </th>
              ))}
            </tr>
          </thead>
          <Rows title="Result" all={facts} columns={trials.length} isFiltered={isFiltered} />
          <Rows title="Parameters" all={params} columns={trials.length} isFiltered={isFiltered} />
          <Rows
            title="Rest of the specification"
            all={specs}
            columns={trials.length}
            isFiltered={isFiltered}
          />
        </table>
      </section>
    </Card>
  )
}

function Rows({
  title,
  all,
  columns,
  isFiltered,
}: {
  title: string
  all: readonly Comparison[]
  columns: number
  isFiltered: boolean
}) {
  const shown = isFiltered ? all.filter(({ isSame }) => !isSame) : all
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={columns + 1} className={css.part}>
          {title}
          {shown.length === 0 && (
            <span className="muted"> · {all.length === 0 ? 'none' : 'no differences'}</span>
          )}
        </th>
      </tr>
      {shown.map(({ name, values, isSame }) => (
        <tr key={name} data-same={(isSame && columns > 1) || undefined}>
          <th scope="row">{name}</th>
          {values.map((value, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns are the trials, in their order
            <td key={at}>{formatParam(value)}</td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}
