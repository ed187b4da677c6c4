/** Keeps a trainer from running ahead of the database: it waits while too many of its epochs are not yet stored. */

export interface Unstored {
  reported(epochs: number): void
  stored(epochs: number): void
  /** Resolves when training may go on. */
  room(): Promise<void>
  /** Lets training go on now, although it is ahead: a trial is to end, which it does after its next epochs. */
  goOn(): void
}

/** @param mostEpochs  of all trials together; one call's epochs come on top */
export function createUnstored(mostEpochs: number): Unstored {
  let epochs = 0
  let waiting: (() => void)[] = []
  const goOn = () => {
    for (const resolve of waiting) resolve()
    waiting = []
  }
  return {
    reported(more) {
      epochs += more
    },
    stored(fewer) {
      epochs -= fewer
      if (epochs <= mostEpochs) goOn()
    },
    room() {
      if (epochs <= mostEpochs) return Promise.resolve()
      return new Promise((resolve) => waiting.push(resolve))
    },
    goOn,
  }
}
