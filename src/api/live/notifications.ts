/** Wakes those who wait for a study: one LISTEN connection for the whole process. */
import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { defaultLimits, keptAlive } from '../../db/client.ts'
import { connectionTo } from '../../db/server/connection.ts'
import { studyChannel } from '../../db/tables/events.ts'
import type { Logger } from '../../log.ts'
import { warnSparingly } from '../../log-flood.ts'
import { throttled } from './throttled.ts'

export interface Notifications {
  /** Hears of the study from now on; the caller closes the follower. */
  follow(studyId: string): Follower
  /** Calls back for each study in which something happens; the answer ends it. */
  onAny(listener: (studyId: string) => void): () => void
  close(): Promise<void>
}

export interface Follower {
  /**
   * Resolves when something has changed since `follow` or since the last call, at the latest after `timeoutMs` or
   * when `signal` aborts. What happens between a look and the next call is not missed.
   */
  changed(timeoutMs: number, signal: AbortSignal): Promise<void>
  close(): void
}

/** Who follows a study is woken so often at most: hundreds that are woken by each result would keep others from theirs. */
const wakeEveryMs = 100

/** While the connection is broken nothing is heard: who waits looks this often. */
const pollMs = 1_000

/** A connection on which nothing is heard may be cut: it is asked so often, and left when it does not answer. */
const askMs = 10_000
const answerMs = 5_000

/** @throws Error when the database does not answer; later it is connected to again as often as needed */
export async function listen(databaseUrl: string, log: Logger): Promise<Notifications> {
  const heard = new EventEmitter().setMaxListeners(0)
  const listeners = new Set<(studyId: string) => void>()
  const wake = throttled(wakeEveryMs, (studyId) => {
    heard.emit(studyId)
    for (const listener of listeners) listener(studyId)
  })
  const notRestored = warnSparingly(log, 'listening connection not restored')
  const closing = new AbortController()
  let client: pg.Client | null = null
  // when the connection comes or goes, something may have been missed
  const wakeAll = () => {
    for (const studyId of heard.eventNames()) heard.emit(studyId)
  }

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      ...connectionTo(databaseUrl),
      application_name: 'sweepd-listen',
      connectionTimeoutMillis: defaultLimits.connectMs,
      query_timeout: answerMs,
      ...keptAlive,
    })
    next.on('notification', ({ payload = '' }) => wake(payload))
    next.on('error', (error) => log.warn({ err: error }, 'listening connection broken'))
    try {
      await next.connect()
      await next.query(`LISTEN ${studyChannel(databaseUrl)}`)
    } catch (error) {
      await next.end().catch(() => {})
      throw error
    }
    client = next
    const asked = setInterval(() => {
      next.query('SELECT 1').catch((error) => {
        log.warn({ err: error }, 'listening connection does not answer')
        // without an answer: `end` then closes the socket at once
        void next.end().catch(() => {})
      })
    }, askMs)
    next.once('end', () => {
      clearInterval(asked)
      client = null
      wakeAll()
      void reconnect()
    })
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
