import type { Fault } from '../../../api/problem.ts'
import { Button } from '../../../ui/button.tsx'
import { mendText } from './mend-text.ts'
import css from './parts.module.css'

/** Why a file cannot be read; each way out that is a change of its spec has a button. */
export function ReadingFaults({
  faults,
  onMend,
}: {
  faults: readonly Fault[]
  onMend: (mend: Record<string, unknown>) => void
}) {
  return (
    <ul className={css.warnings}>
      {faults.map(({ pointer, detail, mends = [] }) => (
        <li key={`${pointer} ${detail}`} className={css.fault}>
          <p className={css.warningText}>
            {pointer !== '/file' && pointer !== '' && <code>{pointer} </code>}
            {detail}
          </p>
          {mends.length > 0 && (
            <div className={css.mends}>
              {mends.map((mend) => (
                <Button
                  key={JSON.stringify(mend)}
                  size="sm"
                  onPress={() => onMend(mend)}
                  aria-label={`${mendText(mend)}: ${detail}`}
                >
                  {mendText(mend)}
                </Button>
              ))}
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}
