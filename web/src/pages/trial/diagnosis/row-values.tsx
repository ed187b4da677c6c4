import { formatParam } from '../../../ui/format.ts'
import css from './diagnosis.module.css'

const shown = 8

/** The row's number and its first values. */
export function RowValues({ row, inputs }: { row: number; inputs: unknown }) {
  const values = Object.entries((inputs ?? {}) as Record<string, unknown>)
  return (
    <span className={css.row}>
      <span className="muted">row {row}</span>
      {!Array.isArray(inputs) &&
        values.slice(0, shown).map(([name, value]) => (
          <span key={name}>
            <span className="muted">{name}</span> {formatParam(value)}
          </span>
        ))}
      {values.length > shown && <span className="muted">and {values.length - shown} more</span>}
    </span>
  )
}
