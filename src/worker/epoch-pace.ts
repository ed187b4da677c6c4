/** Whether the next epoch of a trial still fits into the time that is left. */

export interface EpochPace {
  /** Call when training begins or goes on. */
  begin(): void
  /** Call when so many epochs are reported. */
  took(epochs: number): void
  /**
   * Whether the running epoch and the next one end within this time: a trial that is told to end does so after its running
   * epoch. Until the first report an epoch's time is unknown and counts as none.
   */
  fits(ms: number): boolean
  /** Time in ms after which no epoch may begin that is to end within this time. */
  lastStartMs(ms: number): number
}

/** @param now  a clock in ms */
export function createEpochPace(now: () => number = () => performance.now()): EpochPace {
  let begunAt = now()
  let msPerEpoch = 0
  return {
    begin() {
      begunAt = now()
    },
    took(epochs) {
      if (epochs > 0) msPerEpoch = (now() - begunAt) / epochs
    },
    fits(ms) {
      const rest = Math.max(0, msPerEpoch - (now() - begunAt))
      return ms > 0 && ms >= rest + msPerEpoch
    },
    lastStartMs: (ms) => Math.max(0, ms - msPerEpoch),
  }
}
