/**
 * Ends of trials, written together: those of a group come within moments of each other, and one commit serves them all.
 */
import { patiently } from '../db/patient.ts'
import type { Told } from '../study/tell.ts'

export interface Teller {
  /** Resolves when the end is written, or turned out to come too late. */
  tell(told: Told): Promise<void>
}

/** @param write  writes several ends in one transaction */
export function createTeller(write: (told: readonly Told[]) => Promise<void>): Teller {
  let pending: Told[] = []
  let next: Promise<void> | null = null
  let running: Promise<void> = Promise.resolve()
  return {
    tell(told) {
      pending.push(told)
      // what comes while a batch is being written is the next one
      next ??= running
        .catch(() => {})
        .then(() => {
          const batch = pending
          pending = []
          next = null
          running = patiently(() => write(batch))
          return running
        })
      return next
    },
  }
}
