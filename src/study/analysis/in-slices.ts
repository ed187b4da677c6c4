import { setImmediate } from 'node:timers/promises'

/**
 * Runs a long computation a few milliseconds at a time, so that the event loop goes on in between. The computation
 * yields wherever it may be interrupted.
 */
export async function inSlices<T>(steps: Generator<void, T>, sliceMs = 4): Promise<T> {
  for (;;) {
    const until = performance.now() + sliceMs
    do {
      const step = steps.next()
      if (step.done) return step.value
    } while (performance.now() < until)
    await setImmediate()
  }
}
