import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useStudyEvents } from '../../api/live-study.ts'
import { studyQuery } from '../../api/queries.ts'
import { PagePending } from '../../app/page-pending.tsx'
import { useSearchState } from '../../app/search-state.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { StudyProgress } from './header/study-progress.tsx'
import { StudyActions } from './study-actions.tsx'
import { studyTab, studyTabs } from './tabs.ts'

const parseTab = (search: Record<string, unknown>) => ({ tab: studyTab(search.tab).id })

/** The frame of a study: its name, state and actions, and the chosen tab. */
export function StudyPage() {
  const { id } = useParams({ from: '/studies/$id' })
  const { data: study, error, refetch } = useQuery(studyQuery(id))
  const isLive = useStudyEvents(id)
  const [{ tab }, setView] = useSearchState(parseTab)
  if (error && !study) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!study) return <PagePending />
  const Content = studyTab(tab).content
  return (
    <>
      <PageHeader
        title={study.name}
        above={<Link to="/">Studies</Link>}
        badge={<StateBadge state={study.state} />}
        actions={<StudyActions study={study} />}
      />
      <StudyProgress study={study} isLive={isLive} />
      <Tabs
        label="Parts of the study"
        tabs={studyTabs}
        selected={tab}
        onSelect={(chosen) => setView({ tab: chosen }, { push: true })}
      >
        <Suspense fallback={<PagePending />}>
          <Content study={study} />
        </Suspense>
      </Tabs>
    </>
  )
}
