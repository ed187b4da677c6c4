/** Follows a study until it ends. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Leaderboard, Study } from '../answers.ts'
import { type Client, Refused, Unreachable } from '../client.ts'

/** Where a study's progress goes. */
export interface Display {
  update(study: Study, leaderboard: Leaderboard | null): void
}

export interface Outcome {
  study: Study
  leaderboard: Leaderboard
}

/** A server or database that is started again is back within this time. */
const patienceMs = 60_000

/**
 * @param limit   of the leaderboard that is returned
 * @param signal  stops watching; the study goes on
 * @throws AbortError; Unreachable or Refused after a minute without a better answer
 */
export async function watchStudy(
  client: Client,
  id: string,
  options: { display: Display; limit: number; signal: AbortSignal; pollMs?: number },
): Promise<Outcome> {
  const { display, limit, signal, pollMs = 500 } = options
  let leaderboard: Leaderboard | null = null
  let seen = -1
  for (;;) {
    const study = await patiently(() => client.study(id), { pollMs, signal })
    if (study.version !== seen) {
      leaderboard = await patiently(() => client.leaderboard(id, { limit }), { pollMs, signal })
      seen = study.version
    }
    display.update(study, leaderboard)
    if (hasEnded(study) && leaderboard !== null) return { study, leaderboard }
    await sleep(pollMs, undefined, { signal })
  }
}

function hasEnded({ state }: Study): boolean {
  return state === 'complete' || state === 'failed' || state === 'cancelled'
}

async function patiently<T>(
  ask: () => Promise<T>,
  { pollMs, signal }: { pollMs: number; signal: AbortSignal },
): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!isPassing(error) || Date.now() > deadline) throw error
    }
    await sleep(pollMs, undefined, { signal })
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof Unreachable) return true
  return error instanceof Refused && [502, 503, 504].includes(error.problem.status)
}
