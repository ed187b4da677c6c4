/**
 * One event stream per study, shared by everything on the page that follows it. It starts at the present and hands events
 * on in batches.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { followStream, type StreamEvent } from './event-stream.ts'
import { queryClient, studyKey } from './queries.ts'
import { createRefresher } from './refresher.ts'

type Listener = (events: readonly StreamEvent[]) => void

/** Four updates a second look live, and leave the browser time for everything else. */
const batchMs = 250

interface Feed {
  listeners: Set<Listener>
  watchers: Set<() => void>
  isLive: boolean
  close(): void
}

const feeds = new Map<string, Feed>()

/**
 * Keeps what is cached of a study up to date while the component is shown.
 *
 * @param listener  gets the events as well, at most four times a second
 * @returns         whether the stream is open
 */
export function useStudyEvents(id: string, listener: Listener = ignore): boolean {
  const onEvents = useEffectEvent(listener)
  useEffect(() => {
    const feed = openFeed(id)
    const own: Listener = (events) => onEvents(events)
    feed.listeners.add(own)
    return () => {
      feed.listeners.delete(own)
      if (feed.listeners.size > 0) return
      feed.close()
      feeds.delete(id)
    }
  }, [id])
  return useSyncExternalStore(
    (onChange) => {
      const feed = openFeed(id)
      feed.watchers.add(onChange)
      return () => feed.watchers.delete(onChange)
    },
    () => feeds.get(id)?.isLive ?? false,
  )
}

function ignore(): void {}

function openFeed(id: string): Feed {
  const open = feeds.get(id)
  if (open) return open
  const abort = new AbortController()
  const feed: Feed = {
    listeners: new Set(),
    watchers: new Set(),
    isLive: false,
    close: () => abort.abort(),
  }
  feeds.set(id, feed)
  void run(id, feed, abort.signal)
  return feed
}

function run(id: string, feed: Feed, closed: AbortSignal): Promise<void> {
  const batch = createBatch(id, feed, closed)
  return followStream({
    address: (lastId) =>
      `/v1/studies/${id}/events?epochs=true${lastId === null ? '&from=now' : ''}`,
    onEvent: (event) => {
      if (event.type !== 'position') batch(event)
    },
    onLive: (isLive) => {
      if (feed.isLive === isLive) return
      feed.isLive = isLive
      for (const watcher of feed.watchers) watcher()
    },
    closed,
  })
}

/** Collects events, and every quarter of a second hands them on and has the study's answers read again. */
function createBatch(id: string, feed: Feed, closed: AbortSignal) {
  const refresher = createRefresher(queryClient, studyKey(id))
  closed.addEventListener('abort', refresher.close)
  let pending: StreamEvent[] = []
  let timer: ReturnType<typeof setTimeout> | null = null
  let lastFlush = 0
  const flush = () => {
    timer = null
    if (closed.aborted) return
    lastFlush = performance.now()
    const events = pending
    pending = []
    for (const listener of feed.listeners) listener(events)
    if (events.some(({ type }) => type === 'study' || type === 'trial')) refresher.refresh()
  }
  return (event: StreamEvent) => {
    pending.push(event)
    if (timer === null)
      timer = setTimeout(flush, Math.max(0, lastFlush + batchMs - performance.now()))
  }
}
