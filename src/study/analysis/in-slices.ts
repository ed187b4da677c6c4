import { setImmediate } from 'node:timers/promises'

/**
 * Runs a long computation in slices of a few milliseconds, so that it does not block the event loop. The computation
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
