/** Retries for database work: survives restarts of the database, a full disk and locks. */
import { transientFault } from './transient-fault.ts'

/** Runs `work` until it succeeds or fails with a lasting fault, for at most `forMs`. */
export async function withRetries<T>(work: () => Promise<T>, forMs = 120_000): Promise<T> {
  const until = Date.now() + forMs
  for (let delayMs = 50; ; delayMs = Math.min(delayMs * 2, 2_000)) {
    try {
      return await work()
    } catch (error) {
      if (transientFault(error) === null || Date.now() + delayMs > until) throw error
      await new Promise((resolve) => setTimeout(resolve, delayMs))
    }
  }
}
