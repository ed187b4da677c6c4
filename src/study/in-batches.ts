/** Work that is cheaper done together: what is asked for in one turn, or while a batch is done, is the next batch. */

/**
 * @param run  does a batch; its results are in the order of the items. Where it fails, those in it fail alone
 */
export function inBatches<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let pending: Item[] = []
  let next: Promise<readonly Result[]> | null = null
  let running: Promise<unknown> = Promise.resolve()
  const start = (): Promise<readonly Result[]> => {
    const batch = pending
    pending = []
    next = null
    const done = run(batch)
    running = done.catch(() => {})
    return done
  }
  return async (item) => {
    const at = pending.push(item) - 1
    next ??= running.then(endOfTurn).then(start)
    return (await next)[at]!
  }
}

/** After all that has arrived already: requests that came together are handled one after the other. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
