/** Wakes those who wait for a study: one LISTEN connection for the whole process. */
import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from '../log.ts'

export interface Notifications {
  /** Resolves when something changed in the study, at the latest after `timeoutMs`, or when `signal` aborts. */
  wait(studyId: string, timeoutMs: number, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** While the connection is broken nothing is heard: who waits looks at least this often. */
const pollMs = 1_000

export async function listen(databaseUrl: string, log: Logger): Promise<Notifications> {
  const heard = new EventEmitter().setMaxListeners(0)
  let client: pg.Client | null = null
  let isClosed = false

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: databaseUrl, application_name: 'sweepd-listen' })
    next.on('notification', ({ payload }) => heard.emit(payload ?? ''))
    next.on('error', () => {})
    next.once('end', () => {
      client = null
      if (!isClosed) void reconnect()
    })
    await next.connect()
    await next.query('LISTEN sweepd_study')
    client = next
  }
  const reconnect = async (): Promise<void> => {
    while (!isClosed) {
      await delay(pollMs)
      try {
        await connect()
        return
      } catch (error) {
        log.warn({ err: error }, 'listening connection not restored')
      }
    }
  }
  await connect()

  return {
    wait(studyId, timeoutMs, signal) {
      const limitMs = client === null ? Math.min(timeoutMs, pollMs) : timeoutMs
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          heard.off(studyId, done)
          signal?.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, limitMs)
        heard.on(studyId, done)
        signal?.addEventListener('abort', done)
        if (signal?.aborted) done()
      })
    },
    async close() {
      isClosed = true
      await client?.end()
    },
  }
}
