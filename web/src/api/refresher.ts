/**
 * Reads what is shown of a study again after its events: figures that are cheap at each batch, what takes the server
 * some work less often the longer it takes, and everything once more after the last event. A hidden tab reads nothing.
 */
import { focusManager, type Query, type QueryClient, type QueryKey } from '@tanstack/react-query'

const calmMs = 2_000
const busyMs = 150 // until a read that is under way is looked at again
const restShare = 10 // of the time that an answer took: a study's plots keep a server at most a tenth busy

/** `meta` of a query that has more to say than its key. */
export interface RefreshMeta extends Record<string, unknown> {
  isQuick?: boolean // costs the server next to nothing: is read at each call
  calmMs?: number // between reads, instead of two seconds
  mostPages?: number // of an infinite query: with more it stays as it is
}

/**
 * @param key  begins the keys of the queries, such as those of a study; their `meta` is a RefreshMeta
 * @returns    a function to call after a change, and one that ends it
 */
export function createRefresher(
  client: QueryClient,
  key: QueryKey,
): { refresh(): void; close(): void } {
  const changed = new Set<string>() // hashes of queries that are older than the newest event
  const tookMs = new Map<string, number>() // of the newest answer, by hash
  const hindered = new Set<string>() // hashes of queries whose read failed at first: its time is that of waiting
  let timer: ReturnType<typeof setTimeout> | null = null

  const stopWatching = client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return
    const { type } = event.action
    if (type === 'failed' || type === 'error') hindered.add(event.query.queryHash)
  })

  /** Such queries are read when they are shown again. */
  const outdate = (type: 'all' | 'inactive') =>
    void client.invalidateQueries({ queryKey: key, type, refetchType: 'none' })

  const readDue = () => {
    timer = null
    if (!focusManager.isFocused()) {
      changed.clear()
      outdate('all')
      return
    }
    outdate('inactive')
    const waits: number[] = []
    for (const query of client.getQueryCache().findAll({ queryKey: key, type: 'active' })) {
      if (!changed.has(query.queryHash)) continue
      const wait = waitMs(query, tookMs.get(query.queryHash) ?? 0, Date.now())
      if (wait > 0) {
        waits.push(wait)
        continue
      }
      changed.delete(query.queryHash)
      read(query)
    }
    if (waits.length > 0) timer = setTimeout(readDue, Math.min(...waits))
  }

  const read = ({ queryKey, queryHash }: Query) => {
    const start = Date.now()
    hindered.delete(queryHash)
    void client.invalidateQueries({ queryKey, exact: true }).then(() => {
      if (!hindered.has(queryHash)) tookMs.set(queryHash, Date.now() - start)
    })
  }

  return {
    refresh() {
      const cache = client.getQueryCache()
      for (const query of cache.findAll({ queryKey: key, type: 'active' })) {
        if (!isLong(query)) changed.add(query.queryHash)
      }
      if (timer !== null) clearTimeout(timer)
      readDue()
    },
    close() {
      if (timer !== null) clearTimeout(timer)
      stopWatching()
      changed.clear()
    },
  }
}

const metaOf = ({ meta }: Query): RefreshMeta => meta ?? {}

function isLong(query: Query): boolean {
  const { mostPages = Number.POSITIVE_INFINITY } = metaOf(query)
  const data = query.state.data as { pages?: unknown[] } | undefined
  return (data?.pages?.length ?? 0) > mostPages
}

/** A read that is under way may have missed the event, so it is not the last one. */
function waitMs(query: Query, tookMs: number, now: number): number {
  if (query.state.fetchStatus === 'fetching') return busyMs
  const { isQuick = false, calmMs: ownMs = calmMs } = metaOf(query)
  const pause = isQuick ? 0 : Math.max(ownMs, restShare * tookMs)
  return Math.max(0, query.state.dataUpdatedAt + pause - now)
}
