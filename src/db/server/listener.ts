/** A connection that hears of studies in which something happens. */
import { createHash } from 'node:crypto'
import pg from 'pg'
import { defaultTimeouts, keepAliveOptions } from '../client.ts'
import { connectionTo, schemaOf } from './connection.ts'

/** The channel of the triggers' notifications: channels belong to the database, and in another schema is another Sweepd. */
export function studyChannel(databaseUrl: string): string {
  return `sweepd_study_${createHash('md5').update(schemaOf(databaseUrl)).digest('hex')}`
}

/** A connection on which nothing is heard may be cut: it is asked so often, and left when it does not answer. */
const askMs = 10_000
const answerMs = 5_000

export interface Listener {
  onStudy(studyId: string): void
  /** The connection is broken, or does not answer; it ends soon. */
  onFault(error: Error, what: string): void
  onEnd(): void
}

/** @throws Error when the database does not answer */
export async function connectListener(
  databaseUrl: string,
  { onStudy, onFault, onEnd }: Listener,
): Promise<{ end(): Promise<void> }> {
  const client = new pg.Client({
    ...connectionTo(databaseUrl),
    application_name: 'sweepd-listen',
    connectionTimeoutMillis: defaultTimeouts.connectMs,
    query_timeout: answerMs,
    ...keepAliveOptions,
  })
  client.on('notification', ({ payload = '' }) => onStudy(payload))
  client.on('error', (error) => onFault(error, 'LISTEN connection lost'))
  try {
    await client.connect()
    // SQL: Prisma has no LISTEN
    await client.query(`LISTEN ${studyChannel(databaseUrl)}`)
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
  const asked = setInterval(() => {
    client.query('SELECT 1').catch((error) => {
      onFault(error, 'LISTEN connection not responding')
      // without an answer: `end` then closes the socket at once
      void client.end().catch(() => {})
    })
  }, askMs)
  client.once('end', () => {
    clearInterval(asked)
    onEnd()
  })
  return { end: () => client.end() }
}
