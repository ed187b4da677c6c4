/** Time for running epochs to end after a limit in seconds. */
const share = 0.05
const leastSeconds = 2

/** @param seconds  of the limit */
export function graceSeconds(seconds: number): number {
  return Math.max(leastSeconds, share * seconds)
}
