/**
 * A table of any length: only the rows in sight are drawn. Sorted here or by the server, columns chosen, rows
 * selected, exported as CSV. Arrow keys move between rows, Enter opens one, Space selects it.
 */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react'
import { Button } from './button.tsx'
import { Checkbox } from './checkbox.tsx'
import { classes } from './classes.ts'
import { fileName, saveFile } from './download.ts'
import { formatCount } from './format.ts'
import { DownloadIcon } from './icons.tsx'
import { BodyRow, indexOf } from './table/body-row.tsx'
import { ColumnChooser } from './table/column-chooser.tsx'
import { type Sort, shownColumns, type TableColumn, toCsv } from './table/columns.ts'
import { LoadingRows, Space } from './table/filler-rows.tsx'
import { HeaderCell } from './table/header-cell.tsx'
import css from './table/table.module.css'
import { useRowKeys } from './table/use-row-keys.ts'
import { useRows } from './table/use-rows.ts'

export type { Sort, TableColumn } from './table/columns.ts'

export interface DataTableProps<Row extends object> {
  /** What the table holds, for screen readers. */
  label: string
  columns: readonly TableColumn<Row>[] // stable: from outside of the component, or a memo
  rows: readonly Row[]
  getId: (row: Row) => string
  isLoading?: boolean // nothing is known yet: rows of skeletons
  empty?: ReactNode // shown where there is no row

  sort?: Sort | null
  onSort?: (sort: Sort) => void
  /** The rows come in the order of `sort`; else the table sorts what it has. */
  isSorted?: boolean

  chosenColumns?: readonly string[] | null // null: those that are not hidden
  onChooseColumns?: (ids: string[] | null) => void

  selected?: ReadonlySet<string>
  onSelect?: (ids: ReadonlySet<string>) => void
  onOpen?: (row: Row) => void

  /** Rows in all, where not every one is loaded yet. */
  totalRows?: number
  onEndReached?: () => void
  isLoadingMore?: boolean

  /** Begins the name of the CSV file; null: no export. */
  csvName?: string | null
  tools?: ReactNode // at the left above the table
  height?: string // longest; any CSS length
  rowHeight?: number // pixels
}

const noRows: ReadonlySet<string> = new Set()

export function DataTable<Row extends object>({
  label,
  columns,
  rows,
  getId,
  isLoading = false,
  empty,
  sort = null,
  onSort,
  isSorted = false,
  chosenColumns = null,
  onChooseColumns,
  selected = noRows,
  onSelect,
  onOpen,
  totalRows,
  onEndReached,
  isLoadingMore = false,
  csvName = null,
  tools,
  height = 'min(70vh, 44rem)',
  rowHeight = 36,
}: DataTableProps<Row>) {
  const scroll = useRef<HTMLDivElement>(null)
  const shown = useMemo(() => shownColumns(columns, chosenColumns), [columns, chosenColumns])
  const ordered = useRows({ rows, columns, getId, sort, isSorted })
  const virtualizer = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const items = virtualizer.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? -1
  const isAtEnd = ordered.length > 0 && lastShown >= ordered.length - 20
  useEffect(() => {
    if (isAtEnd && !isLoadingMore) onEndReached?.()
  }, [isAtEnd, isLoadingMore, onEndReached])

  const toggle = (id: string) => {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    onSelect?.(next)
  }
  const lastToggle = useRef(toggle)
  useEffect(() => {
    lastToggle.current = toggle
  })
  // the same at each render, so that only the rows that changed are drawn again
  const onToggle = useCallback((id: string) => lastToggle.current(id), [])
  const keys = useRowKeys({
    count: ordered.length,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
    onOpen: (index) => onOpen?.(ordered[index]!.row),
    onToggle: (index) => onSelect && toggle(ordered[index]!.id),
  })
  const tabStop = items.some(({ index }) => index === keys.active) ? keys.active : items[0]?.index

  const saveCsv = () => {
    const all = ordered.map(({ row }) => row)
    saveFile(`${fileName(csvName ?? label)}.csv`, toCsv(shown, all), 'text/csv')
  }
  const hasTools = tools !== undefined || onChooseColumns !== undefined || csvName !== null
  const columnCount = shown.length + (onSelect ? 1 : 0)
  const width = shown.reduce((sum, column) => sum + (column.width ?? 120), onSelect ? 40 : 0)
  const before = items[0]?.start ?? 0
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div>
      {hasTools && (
        <div className={css.tools}>
          <div className={css.left}>{tools}</div>
          <div className={css.right}>
            {onChooseColumns && (
              <ColumnChooser columns={columns} chosen={chosenColumns} onChoose={onChooseColumns} />
            )}
            {csvName !== null && (
              <Button look="quiet" size="sm" isDisabled={ordered.length === 0} onPress={saveCsv}>
                <DownloadIcon /> CSV
              </Button>
            )}
          </div>
        </div>
      )}
      <div className={css.scroll} ref={scroll} style={{ maxHeight: height }}>
        <table
          className={css.table}
          style={{ minWidth: width }}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows take the focus and are selected
          role="grid"
          aria-label={label}
          aria-rowcount={(totalRows ?? ordered.length) + 1}
          aria-colcount={columnCount}
          aria-multiselectable={onSelect ? true : undefined}
          aria-busy={isLoading}
        >
          <colgroup>
            {onSelect && <col style={{ width: 40 }} />}
            {shown.map(({ id, width: wide = 120 }) => (
              <col key={id} style={{ width: wide }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {onSelect && (
                <th className={classes(css.head, css.check)} scope="col">
                  <Checkbox
                    aria-label="Select all loaded rows"
                    isIndeterminate={selected.size > 0 && selected.size < ordered.length}
                    isSelected={ordered.length > 0 && selected.size >= ordered.length}
                    onChange={(all) => onSelect(new Set(all ? ordered.map(({ id }) => id) : []))}
                  />
                </th>
              )}
              {shown.map((column) => (
                <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody
            onKeyDown={keys.onKeyDown}
            onFocus={({ target }) => {
              const index = indexOf(target)
              if (index !== null) keys.setActive(index)
            }}
            onClick={({ target }) => {
              const index = indexOf(target)
              const isControl = (target as Element).closest('a, button, label, input') !== null
              if (index !== null && !isControl) onOpen?.(ordered[index]!.row)
            }}
          >
            {isLoading && <LoadingRows columns={columnCount} height={rowHeight} />}
            {before > 0 && <Space height={before} />}
            {items.map(({ index }) => {
              const { id, row } = ordered[index]!
              return (
                <BodyRow
                  key={id}
                  id={id}
                  index={index}
                  row={row}
                  columns={shown}
                  height={rowHeight}
                  opens={onOpen !== undefined}
                  isTabStop={index === tabStop}
                  isSelected={onSelect ? selected.has(id) : null}
                  onToggle={onToggle}
                />
              )
            })}
            {after > 0 && <Space height={after} />}
          </tbody>
        </table>
        {!isLoading && ordered.length === 0 && empty}
      </div>
      {(isLoadingMore || (totalRows !== undefined && totalRows > ordered.length)) && (
        <p className={css.note} role="status">
          {isLoadingMore ? 'Loading more… ' : ''}
          {formatCount(ordered.length)}
          {totalRows === undefined ? ' rows' : ` of ${formatCount(totalRows)} rows`}
        </p>
      )}
    </div>
  )
}
