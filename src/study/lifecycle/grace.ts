/** Time for running epochs to end, and to be stored, after a limit in seconds. */
const share = 0.05
const leastSeconds = 3

/** @param seconds  of the limit */
export function graceSeconds(seconds: number): number {
  return Math.max(leastSeconds, share * seconds)
}
