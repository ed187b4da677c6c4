import { retryNow, useIsOnline } from '../api/connection.ts'
import { Button } from './button.tsx'
import { WarningIcon } from './icons.tsx'
import css from './offline-banner.module.css'

/** Shown while the service does not answer; what is on the page stays, and is read again when it is back. */
export function OfflineBanner() {
  const isOnline = useIsOnline()
  return (
    <div role="status">
      {!isOnline && (
        <div className={css.banner}>
          <WarningIcon />
          <span>The service does not answer. This page shows what was last known.</span>
          <Button size="sm" onPress={retryNow}>
            Try now
          </Button>
        </div>
      )}
    </div>
  )
}
