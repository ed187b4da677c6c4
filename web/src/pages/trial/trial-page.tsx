import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useStudyEvents } from '../../api/live-study.ts'
import { studyQuery, trialQuery } from '../../api/queries.ts'
import type { Study, Trial } from '../../api/types.ts'
import { PagePending } from '../../app/page-pending.tsx'
import { choiceIn } from '../../app/search-fields.ts'
import { useSearchState } from '../../app/search-state.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { TrialActions } from './trial-actions.tsx'
import { TrialFigures } from './trial-figures.tsx'

export interface TrialTab {
  study: Study
  trial: Trial
}

const tabs = [
  {
    id: 'overview',
    title: 'Overview',
    content: lazy(() => import('./overview/overview-tab.tsx')),
  },
  { id: 'network', title: 'Network', content: lazy(() => import('./network/network-tab.tsx')) },
  {
    id: 'diagnosis',
    title: 'What it gets wrong',
    content: lazy(() => import('./diagnosis/diagnosis-tab.tsx')),
  },
  { id: 'predict', title: 'Predict', content: lazy(() => import('./predict/predict-tab.tsx')) },
  { id: 'files', title: 'Files', content: lazy(() => import('./files/files-tab.tsx')) },
] as const

/** Trials of an external study have no network and no model here. */
const tabsOf = ({ dataset }: Study) => (dataset === null ? tabs.slice(0, 1) : [...tabs])

const parseTab = (search: Record<string, unknown>) => ({
  tab: choiceIn(
    search.tab,
    tabs.map(({ id }) => id),
    'overview',
  ),
})

export function TrialPage() {
  const { id, number: written } = useParams({ from: '/studies/$id/trials/$number' })
  const number = Number(written)
  const study = useQuery(studyQuery(id))
  const trial = useQuery(trialQuery(id, number))
  useStudyEvents(id)
  const [{ tab }, setView] = useSearchState(parseTab)
  const error = study.error ?? trial.error
  if (error && !(study.data && trial.data)) {
    return <ErrorState error={error} onRetry={() => void trial.refetch()} />
  }
  if (!study.data || !trial.data) return <PagePending />
  const shown = tabsOf(study.data)
  const { id: selected, content: Content } = shown.find((one) => one.id === tab) ?? shown[0]!
  return (
    <>
      <PageHeader
        title={`Trial ${number}`}
        above={
          <>
            <Link to="/">Studies</Link> /{' '}
            <Link to="/studies/$id" params={{ id }}>
              {study.data.name}
            </Link>
          </>
        }
        badge={<StateBadge state={trial.data.state} />}
        actions={<TrialActions study={study.data} trial={trial.data} />}
      />
      <TrialFigures study={study.data} trial={trial.data} />
      <Tabs
        label="Parts of the trial"
        tabs={shown}
        selected={selected}
        onSelect={(chosen) => setView({ tab: chosen as typeof tab }, { push: true })}
      >
        <Suspense fallback={<PagePending />}>
          <Content key={number} study={study.data} trial={trial.data} />
        </Suspense>
      </Tabs>
    </>
  )
}
