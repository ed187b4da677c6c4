/**
 * Follows an event stream of the API for as long as something on the page needs it: takes up after the last event it has
 * seen when the connection breaks or the service restarts.
 */
import { createParser } from 'eventsource-parser'
import { backoffMs } from './backoff.ts'
import { fetchApi } from './client.ts'
import { whenBack } from './connection.ts'
import { isPassing } from './problem.ts'

export interface StreamEvent {
  id: string | null // null: it has no place in the stream
  type: string
  // biome-ignore lint/suspicious/noExplicitAny: by type; readers check the fields they use
  data: any
}

const quietLimitMs = 45_000 // three missed heartbeats

interface Follow {
  /** @param lastId  null: begins at the present */
  address: (lastId: string | null) => string
  onEvent: (event: StreamEvent) => void
  onLive: (isLive: boolean) => void
  closed: AbortSignal
}

/** Connects again and again until it is closed, or until what it follows is gone. */
export async function followStream({ address, onEvent, onLive, closed }: Follow): Promise<void> {
  let lastId: string | null = null
  for (let attempts = 0; !closed.aborted; ) {
    try {
      for await (const event of readStream(address(lastId), lastId, closed)) {
        onLive(true)
        attempts = 0
        lastId = event.id ?? lastId
        onEvent(event)
      }
    } catch (error) {
      if (closed.aborted) return
      // 404: deleted meanwhile; 401: the sign-in reloads everything. Neither is mended by asking again.
      if (!isPassing(error) && !(error instanceof StreamBroken)) return onLive(false)
    }
    onLive(false)
    await pause(backoffMs(attempts, Math.random()), closed)
    attempts += 1
  }
}

class StreamBroken extends Error {}

async function* readStream(
  address: string,
  lastId: string | null,
  closed: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const quiet = new AbortController()
  const headers: Record<string, string> = { accept: 'text/event-stream' }
  if (lastId !== null) headers['last-event-id'] = lastId
  const response = await fetchApi(address, {
    headers,
    cache: 'no-store',
    signal: AbortSignal.any([closed, quiet.signal]),
  })
  if (response.body === null) throw new StreamBroken('no body')
  const read: StreamEvent[] = []
  const parser = createParser({
    onEvent: ({ id, event: type = 'message', data }) =>
      read.push({ id: id ?? null, type, data: JSON.parse(data) }),
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

/** Ends early when the service is back or the stream is closed. */
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
