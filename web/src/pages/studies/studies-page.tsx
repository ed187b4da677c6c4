/** All studies: searched, filtered, sorted, live. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useStudiesEvents } from '../../api/live-studies.ts'
import { studiesQuery } from '../../api/queries.ts'
import type { Study } from '../../api/types.ts'
import { useSearchState } from '../../app/search-state.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { PlusIcon, SearchIcon } from '../../ui/icons.tsx'
import { LiveMark } from '../../ui/live-mark.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { useMedia } from '../../ui/use-media.ts'
import { NoStudies } from './no-studies.tsx'
import { StudiesTable } from './studies-table.tsx'
import { StudyCards } from './study-cards.tsx'
import { StudyFilters } from './study-filters.tsx'
import { listFilter, parseStudiesView } from './view.ts'

/** Events bring what changes; the time that is left runs without any. */
const clockMs = 10_000
/** While there is no event stream, the list is asked for. */
const withoutEventsMs = 5_000

export function StudiesPage() {
  const [view, setView] = useSearchState(parseStudiesView)
  const navigate = useNavigate()
  const isLive = useStudiesEvents()
  const isNarrow = useMedia('(max-width: 48rem)')
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery({
      ...studiesQuery(listFilter(view)),
      refetchInterval: ({ state }) =>
        isLive
          ? (state.data?.pages.some(({ items }) => items.some(isRunning)) ?? false) && clockMs
          : withoutEventsMs,
    })
  const studies = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const more = useCallback(() => {
    if (hasNextPage) void fetchNextPage()
  }, [hasNextPage, fetchNextPage])
  const open = useCallback(
    ({ id }: Study) => void navigate({ to: '/studies/$id', params: { id } }),
    [navigate],
  )
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const isFiltered = view.q !== '' || view.state !== 'all' || view.tag !== ''
  const isEmpty = !isPending && studies.length === 0
  const paging = { onEndReached: more, isLoadingMore: isFetchingNextPage }
  const tools = <StudyFilters view={view} onChange={setView} studies={studies} />
  const nothing = <EmptyState icon={<SearchIcon size={20} />} title="No study fits the filter" />
  return (
    <>
      <PageHeader
        title="Studies"
        badge={<LiveMark isLive={isLive} />}
        actions={
          <ButtonLink look={isEmpty && !isFiltered ? 'secondary' : 'primary'} href="/studies/new">
            <PlusIcon /> New study
          </ButtonLink>
        }
      />
      {isEmpty && !isFiltered ? (
        <Card>
          <NoStudies />
        </Card>
      ) : isNarrow ? (
        <StudyCards
          studies={studies}
          isLoading={isPending}
          tools={tools}
          empty={nothing}
          {...paging}
        />
      ) : (
        <Card isFlush>
          <StudiesTable
            studies={studies}
            view={view}
            onView={setView}
            onOpen={open}
            isLoading={isPending}
            tools={tools}
            empty={nothing}
            {...paging}
          />
        </Card>
      )}
    </>
  )
}

const isRunning = ({ state }: Study): boolean => state === 'running'
