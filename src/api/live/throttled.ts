/** Rate limit for calls. */

/**
 * Forwards the first call for a key at once, and further calls within `everyMs` as one call at the end of that time.
 */
export function throttled(everyMs: number, goOn: (key: string) => void): (key: string) => void {
  const resting = new Map<string, { isCalled: boolean }>()
  const call = (key: string): void => {
    const rest = resting.get(key)
    if (rest) {
      rest.isCalled = true
      return
    }
    resting.set(key, { isCalled: false })
    goOn(key)
    setTimeout(() => {
      const isCalled = resting.get(key)?.isCalled === true
      resting.delete(key)
      if (isCalled) call(key)
    }, everyMs).unref()
  }
  return call
}
