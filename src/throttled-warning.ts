import type { Logger } from './log.ts'

/**
 * A `warn` for what may fail many times a second while something is away: the first one of its kind is a line at once,
 * those that follow are one line with their count when `everyMs` have passed.
 */
export function throttledWarning(
  log: Pick<Logger, 'warn'>,
  message: string,
  everyMs = 30_000,
): (error: unknown) => void {
  const counts = new Map<string, number>() // of those kept back, by kind
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
