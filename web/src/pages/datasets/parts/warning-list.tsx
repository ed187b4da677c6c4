import type { DatasetWarning, Mend } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { CheckIcon, WarningIcon } from '../../../ui/icons.tsx'
import { mendText } from './mend-text.ts'
import css from './parts.module.css'

/** What the reader of a file found; with `onMend`, each that a change of the spec settles has a button that makes it. */
export function WarningList({
  warnings,
  onMend,
}: {
  warnings: readonly DatasetWarning[]
  onMend?: (mend: Mend) => void
}) {
  if (warnings.length === 0) {
    return (
      <p className={css.fine}>
        <CheckIcon /> Nothing looks wrong in the columns.
      </p>
    )
  }
  return (
    <ul className={css.warnings}>
      {warnings.map((warning) => (
        <li key={`${warning.column} ${warning.code}`} className={css.warning}>
          <span className={css.warningIcon}>
            <WarningIcon />
          </span>
          <div className={css.warningText}>
            <p>{warning.message}</p>
            {warning.suggestion !== null && <p className={css.suggestion}>{warning.suggestion}</p>}
          </div>
          {onMend !== undefined && warning.mend !== null && (
            <Button
              size="sm"
              onPress={() => warning.mend !== null && onMend(warning.mend)}
              aria-label={`${mendText(warning.mend)}: ${warning.message}`}
            >
              {mendText(warning.mend)}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
