/** Combines identical reads that run at the same time. */

/**
 * Runs one read at a time per key. Calls during a read share the next one, so a result is never older than its
 * request.
 *
 * @returns a function of a key and the read that belongs to it
 */
export function sharedReads(): <T>(key: string, read: () => Promise<T>) => Promise<T> {
  const reads = new Map<string, { running: Promise<unknown>; next: Promise<unknown> | null }>()

  function start<T>(key: string, read: () => Promise<T>): Promise<T> {
    const running = read()
    const entry = { running, next: null as Promise<unknown> | null }
    reads.set(key, entry)
    const forget = () => {
      if (entry.next === null) reads.delete(key)
    }
    running.then(forget, forget)
    return running
  }

  return <T>(key: string, read: () => Promise<T>) => {
    const entry = reads.get(key)
    if (!entry) return start(key, read)
    const again = () => start(key, read)
    entry.next ??= entry.running.then(again, again)
    return entry.next as Promise<T>
  }
}
