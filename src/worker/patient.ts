/** Database work that outlives a restart of the database. */

// PostgreSQL error classes that another try can cure: connection (08), shutdown and start-up (57P), deadlock and
// serialization (40), too many connections (53)
const passing = /^(08|57P|40|53)/
const broken = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** Can another try cure this? */
export function isPassing(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  if (code !== undefined && (broken.has(code) || passing.test(code))) return true
  return /connection terminated|timeout exceeded when trying to connect|connection.*closed/i.test(
    message ?? '',
  )
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
