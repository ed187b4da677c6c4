/** Batches items: those submitted in one turn of the event loop, or while a batch is running, form the next batch. */
import { transientFault } from '../db/transient-fault.ts'

type Settled<Result> = { result: Result } | { error: unknown }

/**
 * @param run  processes a batch and returns results in order. If it throws, each item is retried alone, so that a
 *   faulty item does not affect others; a failed batch must therefore have no effects. Transient database faults are
 *   not retried here, because every item would fail in the same way.
 */
export function batched<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let pending: Item[] = []
  let next: Promise<readonly Settled<Result>[]> | null = null
  let running: Promise<unknown> = Promise.resolve()
  const start = (): Promise<readonly Settled<Result>[]> => {
    const batch = pending
    pending = []
    next = null
    const done = settle(run, batch)
    running = done
    return done
  }
  return async (item) => {
    const at = pending.push(item) - 1
    next ??= running.then(endOfTurn).then(start)
    const settled = (await next)[at]!
    if ('error' in settled) throw settled.error
    return settled.result
  }
}

async function settle<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  items: readonly Item[],
): Promise<readonly Settled<Result>[]> {
  try {
    return (await run(items)).map((result) => ({ result }))
  } catch (error) {
    if (items.length === 1 || transientFault(error) !== null) return items.map(() => ({ error }))
    const alone: Settled<Result>[] = []
    for (const one of items) alone.push(...(await settle(run, [one])))
    return alone
  }
}

/** Resolves after pending I/O callbacks, so that requests that arrived together are in one batch. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
