import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { studyQuery } from '../../api/queries.ts'
import type { Study } from '../../api/types.ts'
import { PagePending } from '../../app/page-pending.tsx'
import { flagIn, textsIn } from '../../app/search-fields.ts'
import { useSearchState } from '../../app/search-state.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Switch } from '../../ui/checkbox.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { formatCount, formatDuration, formatValue } from '../../ui/format.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import css from '../compare-trials/compare-trials.module.css'
import { compareParams, compareSpecs } from '../compare-trials/differences.ts'
import { SideBySide } from '../compare-trials/side-by-side.tsx'
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
    <SideBySide
      label="Studies side by side"
      columns={studies.map(({ id, name, state }) => ({
        ...{ id, name, state },
        link: (
          <Link to="/studies/$id" params={{ id }}>
            {name}
          </Link>
        ),
        onRemove: () => onRemove(id),
      }))}
      parts={{ Result: results, Settings: short }}
      isFiltered={isFiltered}
      onFilter={onFilter}
      actions={
        <Switch isSelected={isOpen} onChange={setOpen}>
          Search space too
        </Switch>
      }
    />
  )
}
