import type { ErrorComponentProps } from '@tanstack/react-router'
import { ErrorState } from '../ui/error-state.tsx'

/** Where a page cannot be drawn, or its file no longer exists because a newer dashboard was installed. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const isOutdated = /dynamically imported module|module script/i.test(String(error))
  if (!isOutdated) return <ErrorState error={error} onRetry={reset} />
  return (
    <ErrorState
      error={new Error('This page could not be loaded: the service was updated, or is away.')}
      retryText="Reload"
      onRetry={() => location.reload()}
    />
  )
}
