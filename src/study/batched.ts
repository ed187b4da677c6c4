/** Work that is cheaper done together: what is asked for in one turn, or while a batch is done, is the next batch. */
import { transientFault } from '../db/transient-fault.ts'

type Settled<Result> = { result: Result } | { error: unknown }

/**
 * @param run  does a batch; its results are in the order of the items. Where it breaks, each item is tried alone, so
 *             that what breaks one keeps no other from being done: a batch must leave nothing behind then. A
 *             fault of the database that passes is everybody's: the next would wait as long
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

/** After all that has arrived already: requests that came together are handled one after the other. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
