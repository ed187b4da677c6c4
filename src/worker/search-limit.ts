/** Ends a trial with its search: when the target is reached, or at the last moment that the search's time allows. */
import type { RenewedLease, StudyLimit } from '../db/tables/trials/leases.ts'
import type { EpochPace } from './epoch-pace.ts'
import { renewEveryMs } from './lease-keeper.ts'

export interface SearchLimit {
  /**
   * Call with each renewal of the lease.
   *
   * @returns whether the search is over
   */
  renewed(study: Pick<RenewedLease, 'secondsLeft' | 'isTargetReached'>): boolean
  /** What ended the trial; null: nothing yet. */
  reached(): StudyLimit | null
  /** Does nothing more until the next renewal. */
  clear(): void
}

/**
 * @param onReached  called once, when the trial must end
 * @param timeLimit  how the limit of time is called
 */
export function createSearchLimit(
  pace: Pick<EpochPace, 'fits' | 'lastStartMs'>,
  { onReached, timeLimit }: { onReached(): void; timeLimit: StudyLimit },
): SearchLimit {
  let limit: StudyLimit | null = null
  let timer: NodeJS.Timeout | undefined
  const reach = (what: StudyLimit) => {
    if (limit !== null) return
    limit = what
    onReached()
  }
  return {
    renewed({ secondsLeft, isTargetReached }) {
      clearTimeout(timer)
      if (limit !== null) return true
      if (isTargetReached) reach('budget.target')
      else if (secondsLeft !== null) {
        const leftMs = secondsLeft * 1_000
        if (!pace.fits(leftMs)) reach(timeLimit)
        // renewals may be late: the last moment is waited for from two of them ahead
        else if (pace.lastStartMs(leftMs) < 2 * renewEveryMs) {
          timer = setTimeout(() => reach(timeLimit), pace.lastStartMs(leftMs))
        }
      }
      return limit !== null
    },
    reached: () => limit,
    clear: () => clearTimeout(timer),
  }
}
