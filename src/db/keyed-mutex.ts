/** Mutex per key, with a limit on how many keys are held at once, a FIFO queue and a timeout. */

export interface KeyedMutex {
  /**
   * Runs `work` while holding the mutex of the key.
   *
   * @throws MutexTimeout if the mutex is not free in time
   */
  runExclusive<T>(key: string, work: () => Promise<T>): Promise<T>
}

/** Has PostgreSQL's code for "lock not available", so callers retry as for a lock timeout. */
export class MutexTimeout extends Error {
  readonly code = '55P03'

  constructor(waitMs: number) {
    super(`gave up waiting after ${waitMs} ms`)
    this.name = 'MutexTimeout'
  }
}

/** @param atOnce  maximum number of keys held at once */
export function createKeyedMutex({
  atOnce,
  waitMs,
}: {
  atOnce: number
  waitMs: number
}): KeyedMutex {
  const taken = new Set<string>()
  const waiting: { key: string; start: () => void }[] = [] // first come, first served

  const isFree = (key: string) => !taken.has(key) && taken.size < atOnce
  const startNext = () => {
    for (const one of [...waiting]) {
      if (!isFree(one.key)) continue
      waiting.splice(waiting.indexOf(one), 1)
      taken.add(one.key)
      one.start()
    }
  }
  const acquire = (key: string) => {
    if (isFree(key)) {
      taken.add(key)
      return Promise.resolve()
    }
    return new Promise<void>((resolve, reject) => {
      const one = {
        key,
        start() {
          clearTimeout(timer)
          resolve()
        },
      }
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(one), 1)
        reject(new MutexTimeout(waitMs))
      }, waitMs)
      waiting.push(one)
    })
  }
  return {
    async runExclusive(key, work) {
      await acquire(key)
      try {
        return await work()
      } finally {
        taken.delete(key)
        startNext()
      }
    },
  }
}
