/**
 * Tracks the stage of a trial in a worker, and whether it makes progress. Training has no time limit here, because the
 * watchdog checks the trainer. The other stages wait for the database, and have a time limit.
 */

/** In `judged`, the training waits for a verdict. */
export type Stage = 'prepared' | 'trained' | 'judged' | 'ended'

export interface Stages {
  /** Ignored once the trial has ended. */
  enter(stage: Stage): void
  /** @param from  performance.now() of the earliest start of the time limit */
  isMoving(from: number): boolean
}

/** @param limitMs  time limit for each stage except training */
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
