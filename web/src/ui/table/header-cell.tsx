import { classes } from '../classes.ts'
import { ArrowDownIcon, ArrowUpIcon } from '../icons.tsx'
import type { Sort, TableColumn } from './columns.ts'
import css from './table.module.css'

export function HeaderCell<Row>({
  column: { id, title, hint, align, canSort = true, hidesTitle },
  sort,
  onSort,
}: {
  column: TableColumn<Row>
  sort: Sort | null
  onSort?: ((sort: Sort) => void) | undefined
}) {
  const isSorted = sort?.column === id
  const direction = sort?.isDescending ? 'descending' : 'ascending'
  return (
    <th
      className={classes(css.head, align === 'end' && css.end)}
      scope="col"
      aria-sort={isSorted ? direction : undefined}
      title={hint}
    >
      {onSort && canSort ? (
        <button
          type="button"
          className={classes(css.sort, isSorted && css.sorted)}
          onClick={() => onSort({ column: id, isDescending: isSorted && !sort.isDescending })}
        >
          <span>{title}</span>
          {isSorted &&
            (sort.isDescending ? <ArrowDownIcon size={12} /> : <ArrowUpIcon size={12} />)}
        </button>
      ) : (
        <span className={hidesTitle ? 'visually-hidden' : css.title}>{title}</span>
      )}
    </th>
  )
}
