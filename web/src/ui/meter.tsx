import { ProgressBar } from 'react-aria-components'
import css from './meter.module.css'

/** How much is done, as a thin bar. Null: not known, and then there is no bar. */
export function Progress({
  label,
  value,
  isActive = false,
}: {
  label: string
  value: number | null // 0 to 1
  isActive?: boolean
}) {
  if (value === null) return null
  const percent = 100 * Math.max(0, Math.min(1, value))
  return (
    <ProgressBar aria-label={label} value={percent} className={css.bar}>
      <div
        className={css.fill}
        data-active={isActive || undefined}
        style={{ width: `${percent}%` }}
      />
    </ProgressBar>
  )
}
