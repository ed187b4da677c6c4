/** Rows without data: room for rows that are not drawn, and skeletons. */
import { Skeleton } from '../skeleton.tsx'
import css from './table.module.css'

/** Stands for the rows above or below those that are drawn. */
export function Space({ height }: { height: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row that nothing can focus
    <tr className={css.space} aria-hidden="true">
      <td style={{ height }} />
    </tr>
  )
}

export function LoadingRows({ columns, height }: { columns: number; height: number }) {
  return Array.from({ length: 8 }, (_, index) => (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: likewise
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
    <tr key={index} aria-hidden="true">
      <td colSpan={columns} className={css.cell} style={{ height }}>
        <Skeleton />
      </td>
    </tr>
  ))
}
