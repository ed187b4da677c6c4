/** Yields to the event loop between pieces of synchronous work, so that messages are handled while a trial trains. */
import { setImmediate } from 'node:timers/promises'

export interface Pace {
  isDue(): boolean
  rest(): Promise<void>
}

export function createPace(everyMs: number): Pace {
  let restedAt = performance.now()
  return {
    isDue: () => performance.now() - restedAt >= everyMs,
    async rest() {
      await setImmediate()
      restedAt = performance.now()
    },
  }
}
