const firstMs = 500
const longestMs = 10_000

/**
 * Time to wait before the next attempt: doubles from half a second to ten seconds, spread over the upper half so that
 * many tabs do not come back at once.
 *
 * @param attempts  failed ones so far
 * @param random    uniform in [0, 1)
 */
export function backoffMs(attempts: number, random: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempts, 20))
  return full * (0.5 + 0.5 * random)
}
