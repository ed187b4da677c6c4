import { ApiProblem, type Fault, Unreachable } from '../api/problem.ts'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { WarningIcon } from './icons.tsx'
import css from './state.module.css'

/** What went wrong, where, and what to do: a problem document in full, any other error by its message. */
export function ErrorState({
  error,
  onRetry,
  retryText = 'Try again',
}: {
  error: unknown
  onRetry?: () => void
  retryText?: string
}) {
  const problem = error instanceof ApiProblem ? error : null
  return (
    <div className={css.state} role="alert">
      <span className={classes(css.icon, css.bad)}>
        <WarningIcon size={20} />
      </span>
      <h2 className={css.title}>{titleOf(error)}</h2>
      <p className={css.text}>{error instanceof Error ? error.message : String(error)}</p>
      {problem !== null && <FaultList faults={problem.faults} />}
      {onRetry !== undefined && (
        <div className={css.actions}>
          <Button onPress={onRetry}>{retryText}</Button>
        </div>
      )}
      {problem?.requestId != null && (
        <p className={css.small}>
          Request <code>{problem.requestId}</code>, in the service’s log
        </p>
      )}
    </div>
  )
}

/** Every fault with its JSON pointer. */
export function FaultList({ faults }: { faults: readonly Fault[] }) {
  if (faults.length === 0) return null
  return (
    <ul className={css.faults}>
      {faults.map(({ pointer, detail }) => (
        <li key={`${pointer} ${detail}`}>
          {pointer !== '' && <code>{pointer}</code>}
          {detail}
        </li>
      ))}
    </ul>
  )
}

function titleOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.title
  return error instanceof Unreachable ? 'The service does not answer' : 'Something went wrong'
}
