import type { Logger } from './log.ts'

/**
 * A throttled `warn` for errors that may repeat many times a second: logs the first one of a kind at once, and repeats
 * as one line with their count every `everyMs`.
 */
export function throttledWarning(
  log: Pick<Logger, 'warn'>,
  message: string,
  everyMs = 30_000,
): (error: unknown) => void {
  const counts = new Map<string, number>() // suppressed warnings by kind
  return (error) => {
    const { code, message: words } = error as { code?: string; message?: string }
    const kind = code ?? words ?? ''
    const count = counts.get(kind)
    if (count !== undefined) {
      counts.set(kind, count + 1)
      return
    }
    log.warn({ err: error }, message)
    counts.set(kind, 0)
    setTimeout(() => {
      const times = counts.get(kind) ?? 0
      counts.delete(kind)
      if (times > 0) log.warn({ err: error, times, inSeconds: everyMs / 1_000 }, message)
    }, everyMs).unref()
  }
}
