/** Follows a study until it ends. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Leaderboard, Study } from '../answers.ts'
import { ApiError, type Client, ServerUnreachable } from '../client.ts'

/** Receives the progress of a study. */
export interface Display {
  update(study: Study, leaderboard: Leaderboard | null): void
}

export interface Outcome {
  study: Study
  leaderboard: Leaderboard
}

/** Long enough for a server or database to restart. */
const retryMs = 60_000

/**
 * @param limit   rows of the leaderboard that is returned
 * @param signal  stops following; the study keeps running
 * @throws AbortError; ServerUnreachable or ApiError after a minute of failed retries
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
    const study = await withRetries(() => client.study(id), { pollMs, signal })
    if (study.version !== seen) {
      leaderboard = await withRetries(() => client.leaderboard(id, { limit }), { pollMs, signal })
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

async function withRetries<T>(
  ask: () => Promise<T>,
  { pollMs, signal }: { pollMs: number; signal: AbortSignal },
): Promise<T> {
  const deadline = Date.now() + retryMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!isTransient(error) || Date.now() > deadline) throw error
    }
    await sleep(pollMs, undefined, { signal })
  }
}

function isTransient(error: unknown): boolean {
  if (error instanceof ServerUnreachable) return true
  return error instanceof ApiError && [502, 503, 504].includes(error.problem.status)
}
