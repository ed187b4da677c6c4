import type { Fault } from '../../api/problem.ts'
import css from './new-study.module.css'

/** Every fault of the study; a press shows its place in the JSON. */
export function StudyFaults({
  faults,
  onJump,
}: {
  faults: readonly Fault[]
  onJump?: (pointer: string) => void
}) {
  if (faults.length === 0) return null
  return (
    <ul className={css.faults} aria-label="Faults">
      {faults.map(({ pointer, detail }) => (
        <li key={`${pointer} ${detail}`}>
          {onJump && pointer !== '' ? (
            <button type="button" className={css.fault} onClick={() => onJump(pointer)}>
              <code>{pointer}</code> {detail}
            </button>
          ) : (
            <span className={css.fault}>
              {pointer !== '' && <code>{pointer}</code>} {detail}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
