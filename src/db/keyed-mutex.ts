/** Turns of those who want the same thing: one has it, the others wait in order, and not for ever. */

export interface KeyedMutex {
  /**
   * Runs `work` when nobody else does it for this key, and few do for others.
   *
   * @throws MutexTimeout when that takes too long
   */
  runExclusive<T>(key: string, work: () => Promise<T>): Promise<T>
}

/** Told with PostgreSQL's code for "lock not available": whoever is patient tries again. */
export class MutexTimeout extends Error {
  readonly code = '55P03'

  constructor(waitMs: number) {
    super(`gave up waiting after ${waitMs} ms`)
    this.name = 'MutexTimeout'
  }
}

/** @param atOnce  for how many keys work may go on */
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
