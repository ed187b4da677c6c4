import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Study } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { DataTable } from '../../../ui/data-table.tsx'
import { fileName } from '../../../ui/download.ts'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { formatCount } from '../../../ui/format.ts'
import { DownloadIcon } from '../../../ui/icons.tsx'
import { useDownload } from '../../../ui/use-download.ts'
import { useOpenTrial } from '../../trial/trial-link.tsx'
import { parallelQuery } from '../plots/queries.ts'
import { trialColumns } from './columns.tsx'
import { FilterBar } from './filter-bar.tsx'
import { parameterNames } from './parameter-names.ts'
import { tableQuery } from './table-query.ts'
import { sortOf, sortText, type TrialsView } from './view.ts'

const noRows: never[] = []

export function TrialsTable({
  study,
  view,
  onChange,
}: {
  study: Study
  view: TrialsView
  onChange: (change: Partial<TrialsView>) => void
}) {
  const { where, sort, columns: chosen, selected } = view
  const navigate = useNavigate()
  const openTrial = useOpenTrial(study.id)
  const pages = useInfiniteQuery(tableQuery(study, view))
  const axes = useQuery(parallelQuery(study, { lines: 1_000 })).data?.axes
  const rows = useMemo(
    () => pages.data?.pages.flatMap(({ items }) => items) ?? noRows,
    [pages.data],
  )
  const names = useMemo(
    () =>
      parameterNames(
        (axes ?? []).map(({ parameter }) => parameter),
        rows.map(({ params }) => params),
      ),
    [axes, rows],
  )
  const nameList = names.join('\n')
  const metrics = useMemo(() => study.objectives.map(({ metric }) => metric), [study.objectives])
  // biome-ignore lint/correctness/useExhaustiveDependencies: names are the same while their list is
  const columns = useMemo(() => trialColumns(metrics, names), [metrics, nameList])
  const ids = useMemo(() => new Set(selected.map(String)), [selected])
  const matching = pages.data?.pages[0]?.matching ?? undefined
  const all = Object.values(study.trials).reduce((sum, count) => sum + count, 0)
  if (pages.error && !pages.data) {
    return (
      <Card title="Trials">
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      </Card>
    )
  }
  return (
    <Card
      title="Trials"
      note={
        matching === undefined || matching === all
          ? `${formatCount(all)} trials, ${sort === 'rank' ? 'best first' : 'in the chosen order'}`
          : `${formatCount(matching)} of ${formatCount(all)} trials fit the filter`
      }
      actions={
        <>
          {sort !== 'rank' && (
            <Button size="sm" onPress={() => onChange({ sort: 'rank' })}>
              Best first
            </Button>
          )}
          {selected.length > 0 && (
            <Button
              size="sm"
              look="primary"
              isDisabled={selected.length < 2}
              onPress={() =>
                void navigate({
                  to: '/studies/$id/compare',
                  params: { id: study.id },
                  search: { trials: selected.join(',') },
                })
              }
            >
              Compare {selected.length}
            </Button>
          )}
          <SaveAll study={study} />
        </>
      }
      isFlush
    >
      <DataTable
        label="Trials"
        columns={columns}
        rows={rows}
        getId={({ number }) => String(number)}
        isLoading={pages.isPending}
        sort={sortOf(sort)}
        onSort={(next) => onChange({ sort: sortText(next) })}
        isSorted
        chosenColumns={chosen}
        onChooseColumns={(columns) => onChange({ columns })}
        selected={ids}
        onSelect={(next) => onChange({ selected: [...next].map(Number).sort((a, b) => a - b) })}
        onOpen={({ number }) => openTrial(number)}
        totalRows={matching}
        onEndReached={() => {
          if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage()
        }}
        isLoadingMore={pages.isFetchingNextPage}
        tools={
          <FilterBar
            where={where}
            metrics={metrics}
            axes={axes ?? []}
            onFilter={(next) => onChange({ where: next })}
          />
        }
        empty={
          all === 0 ? (
            <EmptyState title="No trial yet">
              Trials appear here as soon as they are suggested.
            </EmptyState>
          ) : (
            <EmptyState
              title="No trial fits the filter"
              actions={<Button onPress={() => onChange({ where: {} })}>Remove the filter</Button>}
            />
          )
        }
      />
    </Card>
  )
}

/** The server's export of every trial: the table holds the pages that were looked at. */
function SaveAll({ study }: { study: Study }) {
  const { download, isPending } = useDownload({
    from: `/v1/studies/${encodeURIComponent(study.id)}/export?format=csv`,
    name: `${fileName(study.name, 'trials')}.csv`,
    failText: 'The trials were not saved',
  })
  return (
    <Button size="sm" look="quiet" isPending={isPending} onPress={download}>
      <DownloadIcon /> All trials as CSV
    </Button>
  )
}
