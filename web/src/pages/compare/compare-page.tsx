import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { studyQuery } from '../../api/queries.ts'
import type { Study } from '../../api/types.ts'
import { PagePending } from '../../app/page-pending.tsx'
import { flagIn, textsIn } from '../../app/search-fields.ts'
import { useSearchState } from '../../app/search-state.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { ButtonLink, IconButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Switch } from '../../ui/checkbox.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { formatCount, formatDuration, formatParam, formatValue } from '../../ui/format.ts'
import { CloseIcon } from '../../ui/icons.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import css from '../compare-trials/compare-trials.module.css'
import { type Comparison, compareParams, compareSpecs } from '../compare-trials/differences.ts'
import { AddStudy } from './add-study.tsx'
import { mostStudies, settingsOf } from './best-curves.ts'
import { OverlaidStudies } from './overlaid-studies.tsx'

const parseView = (search: Record<string, unknown>) => ({
  studies: textsIn(search.studies).join(','),
  different: flagIn(search.different),
})

/** Several studies over each other: best value so far, distribution of values, settings. */
export function ComparePage() {
  const [{ studies: written, different }, setView] = useSearchState(parseView)
  const ids = useMemo(
    () => [...new Set(written.split(',').filter(Boolean))].slice(0, mostStudies),
    [written],
  )
  const found = useQueries({ queries: ids.map((id) => studyQuery(id)) })
  const choose = (chosen: readonly string[]) => setView({ studies: chosen.join(',') })
  const failed = found.find((one) => one.error && !one.data)
  const studies = found.flatMap(({ data }) => (data ? [data] : []))
  return (
    <>
      <PageHeader
        title="Compare studies"
        above={<Link to="/">Studies</Link>}
        actions={
          ids.length < mostStudies && <AddStudy known={ids} onAdd={(id) => choose([...ids, id])} />
        }
      />
      {failed ? (
        <ErrorState
          error={failed.error}
          onRetry={() => choose(studies.map(({ id }) => id))}
          retryText="Leave out what is not there"
        />
      ) : ids.length === 0 ? (
        <EmptyState
          title="No studies chosen"
          actions={<ButtonLink href="/">To the studies</ButtonLink>}
        >
          Choose studies above, or in the list of studies.
        </EmptyState>
      ) : studies.length < ids.length ? (
        <PagePending />
      ) : (
        <div className={css.page}>
          <OverlaidStudies studies={studies} />
          <Settings
            studies={studies}
            isFiltered={different}
            onFilter={(isOn) => setView({ different: isOn })}
            onRemove={(id) => choose(ids.filter((other) => other !== id))}
          />
        </div>
      )}
    </>
  )
}

function Settings({
  studies,
  isFiltered,
  onFilter,
  onRemove,
}: {
  studies: readonly Study[]
  isFiltered: boolean
  onFilter: (isOn: boolean) => void
  onRemove: (id: string) => void
}) {
  const results = compareParams(
    studies.map((study) => ({
      'best value': study.best === null ? null : formatValue(study.best.value),
      'best trial': study.best?.number ?? null,
      'complete trials': formatCount(study.trials.complete),
      'pruned trials': formatCount(study.trials.pruned),
      'failed trials': formatCount(study.trials.failed),
      'running time': formatDuration(study.activeSeconds),
    })),
  )
  const settings = compareSpecs(studies.map(settingsOf))
  const [isOpen, setOpen] = useState(false)
  const short = settings.filter(({ name }) => isOpen || !name.startsWith('space.'))
  return (
    <Card
      title="Side by side"
      isFlush
      actions={
        <>
          <Switch isSelected={isOpen} onChange={setOpen}>
            Search space too
          </Switch>
          <Switch isSelected={isFiltered} onChange={onFilter}>
            Only differences
          </Switch>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a wide table */}
      <section className={css.scroll} tabIndex={0} aria-label="Studies side by side">
        <table className={css.table}>
          <thead>
            <tr>
              <td />
              {studies.map(({ id, name, state }, at) => (
                <th key={id} scope="col">
                  <span className={css.head}>
                    <span
                      className={css.colour}
                      style={{ background: `var(--series-${at + 1})` }}
                      aria-hidden="true"
                    />
                    <Link to="/studies/$id" params={{ id }}>
                      {name}
                    </Link>
                    <IconButton label={`Leave out ${name}`} size="sm" onPress={() => onRemove(id)}>
                      <CloseIcon size={12} />
                    </IconButton>
                  </span>
                  <StateBadge state={state} />
                </th>
              ))}
            </tr>
          </thead>
          <Part title="Result" all={results} count={studies.length} isFiltered={isFiltered} />
          <Part title="Settings" all={short} count={studies.length} isFiltered={isFiltered} />
        </table>
      </section>
    </Card>
  )
}

function Part({
  title,
  all,
  count,
  isFiltered,
}: {
  title: string
  all: readonly Comparison[]
  count: number
  isFiltered: boolean
}) {
  const shown = isFiltered ? all.filter(({ isSame }) => !isSame) : all
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={count + 1} className={css.part}>
          {title}
        </th>
      </tr>
      {shown.map(({ name, values, isSame }) => (
        <tr key={name} data-same={(isSame && count > 1) || undefined}>
          <th scope="row">{name}</th>
          {values.map((value, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns are the studies, in their order
            <td key={at}>{formatParam(value)}</td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}
