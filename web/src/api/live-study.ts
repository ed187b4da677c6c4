/**
 * One event stream per study, shared by everything on the page that follows it. It starts at the present, takes up
 * after the last event it has seen when the connection breaks or the service restarts, and hands events on in batches.
 */
import { createParser } from 'eventsource-parser'
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { backoffMs } from './backoff.ts'
import { fetchApi } from './client.ts'
import { whenBack } from './connection.ts'
import { isPassing } from './problem.ts'
import { queryClient, studyKey } from './queries.ts'
import { createRefresher } from './refresher.ts'

export interface StudyEvent {
  id: number | null // null: of epochs, which have no place in the stream
  type: string // study, trial, epochs, position
  // biome-ignore lint/suspicious/noExplicitAny: by type; readers check the fields they use
  data: any
}

type Listener = (events: readonly StudyEvent[]) => void

/** Four updates a second look live, and leave the browser time for everything else. */
const batchMs = 250
const quietLimitMs = 45_000 // three missed heartbeats

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

/** Connects again and again until the feed is closed or the study is gone. */
async function run(id: string, feed: Feed, closed: AbortSignal): Promise<void> {
  const batch = createBatch(id, feed, closed)
  const setLive = (isLive: boolean) => {
    if (feed.isLive === isLive) return
    feed.isLive = isLive
    for (const watcher of feed.watchers) watcher()
  }
  let lastId: number | null = null
  for (let attempts = 0; !closed.aborted; ) {
    try {
      for await (const event of readStream(id, lastId, closed)) {
        setLive(true)
        attempts = 0
        lastId = event.id ?? lastId
        if (event.type !== 'position') batch(event)
      }
    } catch (error) {
      if (closed.aborted) return
      // 404: deleted meanwhile; 401: the sign-in reloads everything. Neither is mended by asking again.
      if (!isPassing(error) && !(error instanceof StreamBroken)) return setLive(false)
    }
    setLive(false)
    await pause(backoffMs(attempts, Math.random()), closed)
    attempts += 1
  }
}

class StreamBroken extends Error {}

async function* readStream(
  id: string,
  lastId: number | null,
  closed: AbortSignal,
): AsyncGenerator<StudyEvent> {
  const quiet = new AbortController()
  const headers: Record<string, string> = { accept: 'text/event-stream' }
  if (lastId !== null) headers['last-event-id'] = String(lastId)
  const from = lastId === null ? '&from=now' : ''
  const response = await fetchApi(`/v1/studies/${id}/events?epochs=true${from}`, {
    headers,
    cache: 'no-store',
    signal: AbortSignal.any([closed, quiet.signal]),
  })
  if (response.body === null) throw new StreamBroken('no body')
  const read: StudyEvent[] = []
  const parser = createParser({
    onEvent: ({ id: eventId, event: type = 'message', data }) =>
      read.push({
        id: eventId === undefined ? null : Number(eventId),
        type,
        data: JSON.parse(data),
      }),
  })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const silence = setTimeout(() => quiet.abort(), quietLimitMs)
    const { done, value } = await reader
      .read()
      .catch((error) => {
        throw new StreamBroken('the connection broke', { cause: error })
      })
      .finally(() => clearTimeout(silence))
    if (done) return
    parser.feed(value)
    yield* read.splice(0)
  }
}

/** Collects events, and every quarter of a second hands them on and has the study's answers read again. */
function createBatch(id: string, feed: Feed, closed: AbortSignal) {
  const refresher = createRefresher(queryClient, studyKey(id))
  closed.addEventListener('abort', refresher.close)
  let pending: StudyEvent[] = []
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
  return (event: StudyEvent) => {
    pending.push(event)
    if (timer === null)
      timer = setTimeout(flush, Math.max(0, lastFlush + batchMs - performance.now()))
  }
}

/** Ends early when the service is back or the feed is closed. */
function pause(ms: number, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      stopWaiting()
      closed.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    const stopWaiting = whenBack(end)
    closed.addEventListener('abort', end)
  })
}
