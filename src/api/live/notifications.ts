/** Notifies waiting requests about changes of studies, through one LISTEN connection per process. */
import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { connectListener } from '../../db/server/listener.ts'
import type { Logger } from '../../log.ts'
import { throttledWarning } from '../../throttled-warning.ts'
import { throttled } from './throttled.ts'

export interface Notifications {
  /** Subscribes to a study; the caller closes the follower. */
  follow(studyId: string): Follower
  /** Subscribes to all studies; the caller closes the follower. */
  followAny(): Follower
  /** Calls back for each study that changes; null: changes may have been missed. @returns a function that unsubscribes */
  onAny(listener: AnyListener): () => void
  close(): Promise<void>
}

type AnyListener = (studyId: string | null) => void

export interface Follower {
  /**
   * Resolves when something has changed since `follow` or since the last call, after `timeoutMs` at the latest, or
   * when `signal` aborts. Changes between two calls are not missed.
   */
  changed(timeoutMs: number, signal: AbortSignal): Promise<void>
  close(): void
}

/** Followers of a study are woken at most this often, so that hundreds of them do not slow down other requests. */
const wakeEveryMs = 100

/** Likewise for those who follow all studies, which change more often. */
const wakeAnyEveryMs = 500
const anyStudy = '*' // no id of a study

/** Polling interval while the connection is down. */
const pollMs = 1_000

/** @throws Error if the database does not respond; a connection that is lost later is restored */
export async function listen(databaseUrl: string, log: Logger): Promise<Notifications> {
  const heard = new EventEmitter().setMaxListeners(0)
  const listeners = new Set<AnyListener>()
  const wakeAny = throttled(wakeAnyEveryMs, () => heard.emit(anyStudy))
  const wake = throttled(wakeEveryMs, (studyId) => {
    heard.emit(studyId)
    for (const listener of listeners) listener(studyId)
    wakeAny(anyStudy)
  })
  const notRestored = throttledWarning(log, 'LISTEN connection not restored')
  const closing = new AbortController()
  let client: { end(): Promise<void> } | null = null
  // notifications may have been missed while the connection was down
  const wakeAll = () => {
    for (const listener of listeners) listener(null)
    for (const studyId of heard.eventNames()) heard.emit(studyId)
  }

  const connect = async (): Promise<void> => {
    const next = await connectListener(databaseUrl, {
      onStudy: wake,
      onFault: (error, what) => log.warn({ err: error }, what),
      onEnd() {
        client = null
        wakeAll()
        void reconnect()
      },
    })
    client = next
    wakeAll()
    if (closing.signal.aborted) await next.end()
  }
  const reconnect = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await connect()
        return
      } catch (error) {
        notRestored(error)
      }
      await delay(pollMs, undefined, { signal: closing.signal }).catch(() => {})
    }
  }
  await connect()

  return {
    follow: (studyId) => follow(heard, studyId, () => client !== null),
    followAny: () => follow(heard, anyStudy, () => client !== null),
    onAny(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closing.abort()
      await client?.end()
    },
  }
}

function follow(heard: EventEmitter, studyId: string, isListening: () => boolean): Follower {
  let hasChanged = false
  let wake = () => {}
  const onChange = () => {
    hasChanged = true
    wake()
  }
  heard.on(studyId, onChange)
  return {
    async changed(timeoutMs, signal) {
      if (!hasChanged && !signal.aborted) {
        const limitMs = isListening() ? timeoutMs : Math.min(timeoutMs, pollMs)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, limitMs)
          wake = () => {
            clearTimeout(timer)
            signal.removeEventListener('abort', wake)
            resolve()
          }
          signal.addEventListener('abort', wake)
        })
        wake()
      }
      hasChanged = false
    },
    close: () => void heard.off(studyId, onChange),
  }
}
