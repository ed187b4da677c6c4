/**
 * Reads what is shown of a study again after its events: figures that are cheap at each batch, plots that take the
 * server some work at most every two seconds, and everything once more after the last event.
 */
import type { Query, QueryClient, QueryKey } from '@tanstack/react-query'

const calmMs = 2_000
const busyMs = 150 // until a read that is under way is looked at again

/**
 * @param key  begins the keys of the queries, such as those of a study; those with `meta: { isQuick: true }` are read at each call
 * @returns    a function to call after a change, and one that ends it
 */
export function createRefresher(
  client: QueryClient,
  key: QueryKey,
): { refresh(): void; close(): void } {
  const changed = new Set<string>() // hashes of queries that are older than the newest event
  let timer: ReturnType<typeof setTimeout> | null = null

  const readDue = () => {
    timer = null
    const waits: number[] = []
    for (const query of client.getQueryCache().findAll({ queryKey: key, type: 'active' })) {
      if (!changed.has(query.queryHash)) continue
      const wait = waitMs(query, Date.now())
      if (wait > 0) {
        waits.push(wait)
        continue
      }
      changed.delete(query.queryHash)
      void client.invalidateQueries({ queryKey: query.queryKey, exact: true })
    }
    if (waits.length > 0) timer = setTimeout(readDue, Math.min(...waits))
  }
  return {
    refresh() {
      const cache = client.getQueryCache()
      for (const { queryHash } of cache.findAll({ queryKey: key, type: 'active' })) {
        changed.add(queryHash)
      }
      // what is not shown is read when it is shown
      void client.invalidateQueries({ queryKey: key, type: 'inactive', refetchType: 'none' })
      if (timer !== null) clearTimeout(timer)
      readDue()
    },
    close() {
      if (timer !== null) clearTimeout(timer)
      changed.clear()
    },
  }
}

/** A read that is under way may have missed the event, so it is not the last one. */
function waitMs({ state, meta }: Query, now: number): number {
  if (state.fetchStatus === 'fetching') return busyMs
  return meta?.isQuick === true ? 0 : Math.max(0, state.dataUpdatedAt + calmMs - now)
}
