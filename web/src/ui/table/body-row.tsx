import { memo, type ReactNode } from 'react'
import { RowCheckbox } from '../checkbox.tsx'
import { classes } from '../classes.ts'
import { formatParam } from '../format.ts'
import type { TableColumn } from './columns.ts'
import css from './table.module.css'

interface BodyRowProps<Row> {
  id: string
  index: number
  row: Row
  columns: readonly TableColumn<Row>[]
  height: number // pixels
  opens: boolean
  isTabStop: boolean
  isSelected: boolean | null // null: rows are not selected
  onToggle: (id: string) => void // stable
}

/** A row of a table. Scrolling and selecting draw only the rows that changed; the table's body hears of clicks. */
export const BodyRow = memo(function BodyRow<Row>({
  id,
  index,
  row,
  columns,
  height,
  opens,
  isTabStop,
  isSelected,
  onToggle,
}: BodyRowProps<Row>) {
  return (
    <tr
      className={css.row}
      style={{ ['--row-height' as string]: `${height}px` }}
      data-index={index}
      data-opens={opens ? '' : undefined}
      tabIndex={isTabStop ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={isSelected ?? undefined}
    >
      {isSelected !== null && (
        <td className={classes(css.cell, css.check)}>
          <RowCheckbox
            label={`Select ${id}`}
            isSelected={isSelected}
            onToggle={() => onToggle(id)}
          />
        </td>
      )}
      {columns.map(({ id: columnId, align, value, cell }) => (
        <td key={columnId} className={classes(css.cell, align === 'end' && css.end)}>
          {cell ? cell(row) : formatParam(value(row))}
        </td>
      ))}
    </tr>
  )
}) as <Row>(props: BodyRowProps<Row>) => ReactNode

/** Index of the row that an event came from; null: from none. */
export function indexOf(target: EventTarget): number | null {
  const row = (target as Element).closest<HTMLElement>('tr[data-index]')
  return row === null ? null : Number(row.dataset.index)
}
