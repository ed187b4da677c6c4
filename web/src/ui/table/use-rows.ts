import {
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import { type CellValue, compareCells, isMissing, type Sort, type TableColumn } from './columns.ts'

const features = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  sortedRowModel: createSortedRowModel(),
})

// biome-ignore lint/suspicious/noExplicitAny: the table calls it with rows of its own type
const byCell: SortFn<any, any> = (a, b, id) =>
  compareCells(a.getValue(id) as CellValue, b.getValue(id) as CellValue)

/**
 * The rows in the order to show.
 *
 * @param isSorted  the rows come in the order of `sort` already, from the server
 */
export function useRows<Row extends object>({
  rows,
  columns,
  getId,
  sort,
  isSorted,
}: {
  rows: readonly Row[]
  columns: readonly TableColumn<Row>[]
  getId: (row: Row) => string
  sort: Sort | null
  isSorted: boolean
}): { id: string; row: Row }[] {
  const definitions = useMemo(
    () =>
      columns.map(({ id, value }) => ({
        id,
        accessorFn: (row: Row) => {
          const cell = value(row)
          return isMissing(cell) ? undefined : cell
        },
        sortFn: byCell,
        sortUndefined: 'last' as const,
      })),
    [columns],
  )
  const sorting = useMemo(
    () => (sort === null ? [] : [{ id: sort.column, desc: sort.isDescending }]),
    [sort],
  )
  const table = useTable<typeof features, Row>({
    features,
    columns: definitions,
    data: rows,
    getRowId: getId,
    state: { sorting },
    manualSorting: isSorted,
  })
  const model = table.getRowModel()
  return useMemo(() => model.rows.map(({ id, original }) => ({ id, row: original })), [model])
}
