/**
 * Stops a worker from taking trials while its machine fails them; otherwise it would take trials that others could
 * train. A circuit breaker with the states closed, open and half-open (Nygard 2007, "Release It!", §5.2).
 */
export interface Soundness {
  /** Call after a trial was trained without a machine fault. */
  worked(): void
  /** Call after a fault of the machine. @param reason  one line */
  failed(reason: string): void
  /** Why the worker takes no trials; null if it takes them. */
  trouble(): string | null
  close(): void
}

const mostFaults = 3 // in a row
const firstDelayMs = 5_000
const longestDelayMs = 300_000

/**
 * @param stop   stops taking jobs
 * @param start  takes jobs again
 * @param probe  throws an error if the machine still cannot train
 */
export function createSoundness(options: {
  stop(): void
  start(): void
  probe(): Promise<void>
  changed(trouble: string | null): void
  firstDelayMs?: number
}): Soundness {
  let faults = 0
  let trouble: string | null = null
  let delayMs = options.firstDelayMs ?? firstDelayMs
  let isTried = false // half-open: the next fault opens the breaker
  let timer: NodeJS.Timeout | undefined

  const set = (to: string | null) => {
    trouble = to
    options.changed(to)
  }
  const open = (reason: string) => {
    set(reason)
    options.stop()
    tryLater()
  }
  const tryLater = () => {
    timer = setTimeout(() => void tryNow(), delayMs)
    timer.unref()
    delayMs = Math.min(2 * delayMs, longestDelayMs)
  }
  const tryNow = async () => {
    try {
      await options.probe()
    } catch (error) {
      set((error as Error).message)
      tryLater()
      return
    }
    isTried = true
    faults = 0
    set(null)
    options.start()
  }

  return {
    worked() {
      faults = 0
      isTried = false
      if (trouble === null) delayMs = options.firstDelayMs ?? firstDelayMs
    },
    failed(reason) {
      faults += 1
      // trials that started before the stop may still fail
      if (trouble !== null || (faults < mostFaults && !isTried)) return
      open(reason)
    },
    trouble: () => trouble,
    close: () => clearTimeout(timer),
  }
}
