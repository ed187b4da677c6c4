/**
 * Is this machine fit to train? One that fails for reasons of its own, again and again, takes no trials for a while:
 * otherwise it would take those that others could train. A circuit breaker (Nygard 2007, "Release It!", §5.2): closed, open,
 * half-open.
 */
export interface Soundness {
  /** A trial was trained here. */
  worked(): void
  /** A fault of the machine. @param reason  one line */
  failed(reason: string): void
  /** Why no trials are taken; null: they are. */
  trouble(): string | null
  close(): void
}

const mostFaults = 3 // in a row
const firstDelayMs = 5_000
const longestDelayMs = 300_000

/**
 * @param stop   no more jobs are taken
 * @param start  they are again
 * @param probe  throws as long as the machine is known to be unfit
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
  let isTried = false // half-open: the next fault is one too many
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
      // what was taken before may fail after it has stopped
      if (trouble !== null || (faults < mostFaults && !isTried)) return
      open(reason)
    },
    trouble: () => trouble,
    close: () => clearTimeout(timer),
  }
}
