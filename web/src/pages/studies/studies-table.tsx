import { type ReactNode, useMemo } from 'react'
import { deleteStudies } from '../../api/steer-study.ts'
import type { Study } from '../../api/types.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { DataTable, type Sort } from '../../ui/data-table.tsx'
import { TrashIcon } from '../../ui/icons.tsx'
import { studyColumns } from './columns.tsx'
import css from './studies.module.css'
import { isDescending, type StudiesView, sortColumns } from './view.ts'

const rowHeight = 52

export function StudiesTable({
  studies,
  view,
  onView,
  onOpen,
  isLoading,
  tools,
  empty,
  onEndReached,
  isLoadingMore,
}: {
  studies: readonly Study[]
  view: StudiesView
  onView: (change: Partial<StudiesView>) => void
  onOpen: (study: Study) => void
  isLoading: boolean
  tools: ReactNode
  empty: ReactNode
  onEndReached: () => void
  isLoadingMore: boolean
}) {
  const selected = useMemo(() => new Set(view.selected), [view.selected])
  const chosen = studies.filter(({ id }) => selected.has(id))
  const sort: Sort = { column: view.sort, isDescending: isDescending(view) }
  const onSort = ({ column, isDescending: isDown }: Sort) => {
    const known = sortColumns.find((id) => id === column)
    if (known) onView({ sort: known, order: isDown ? 'desc' : 'asc' })
  }
  return (
    <DataTable
      label="Studies"
      columns={studyColumns}
      rows={studies}
      getId={({ id }) => id}
      isLoading={isLoading}
      empty={empty}
      sort={sort}
      onSort={onSort}
      isSorted
      chosenColumns={view.columns.length === 0 ? null : view.columns}
      onChooseColumns={(ids) => onView({ columns: ids ?? [] })}
      selected={selected}
      onSelect={(ids) => onView({ selected: [...ids] })}
      onOpen={onOpen}
      onEndReached={onEndReached}
      isLoadingMore={isLoadingMore}
      csvName="studies"
      height="calc(100vh - 13rem)"
      rowHeight={rowHeight}
      tools={
        <>
          {tools}
          {chosen.length > 0 && (
            <span className={css.chosen}>
              {chosen.length} selected
              {chosen.length > 1 && (
                <ButtonLink
                  size="sm"
                  href={`/compare?studies=${chosen.map(({ id }) => id).join(',')}`}
                >
                  Compare
                </ButtonLink>
              )}
              <Button
                size="sm"
                look="danger"
                onPress={() => {
                  onView({ selected: [] })
                  void deleteStudies(chosen)
                }}
              >
                <TrashIcon /> Delete
              </Button>
            </span>
          )}
        </>
      }
    />
  )
}
