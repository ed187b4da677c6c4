/**
 * Where a trial is in a worker, and whether it moves there. While it trains, the watchdog sees to it that its trainer
 * works, however long an epoch takes. All else is waiting for the database, which has its limit.
 */

/** `judged`: its training waits for a verdict. */
export type Stage = 'prepared' | 'trained' | 'judged' | 'ended'

export interface Stages {
  /** What has ended does not go back. */
  enter(stage: Stage): void
  /** @param from  performance.now() from when the limit counts at the earliest */
  isMoving(from: number): boolean
}

/** @param limitMs  for each stage but training */
export function createStages(limitMs: number, now = () => performance.now()): Stages {
  let stage: Stage = 'prepared'
  let since = now()
  return {
    enter(next) {
      if (stage === 'ended') return
      stage = next
      since = now()
    },
    isMoving: (from) => stage === 'trained' || now() - Math.max(since, from) < limitMs,
  }
}
