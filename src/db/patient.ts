/** Database work that outlives a restart of the database. */
import { isOutage } from './outage.ts'

/** PostgreSQL's class of SQLSTATE for transactions that were rolled back for others' sake: deadlock, serialization. */
const rolledBack = /^40/

/** Can another try cure this? */
function isPassing(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return isOutage(error) || (typeof code === 'string' && rolledBack.test(code))
}

/** Runs `work` until it succeeds or fails for a lasting reason, for `forMs` at most. */
export async function patiently<T>(work: () => Promise<T>, forMs = 120_000): Promise<T> {
  const until = Date.now() + forMs
  for (let delayMs = 50; ; delayMs = Math.min(delayMs * 2, 2_000)) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error) || Date.now() + delayMs > until) throw error
      await new Promise((resolve) => setTimeout(resolve, delayMs))
    }
  }
}
