/** A connection that LISTENs for changes of studies. */
import { createHash } from 'node:crypto'
import pg from 'pg'
import { defaultTimeouts, keepAliveOptions } from '../client.ts'
import { connectionTo, schemaName } from './connection.ts'

/**
 * Channel of the notifications that triggers send. Channels are per database, so the name includes the schema: another
 * schema may belong to another Sweepd.
 */
export function studyChannel(databaseUrl: string): string {
  return `sweepd_study_${createHash('md5').update(schemaName(databaseUrl)).digest('hex')}`
}

/** A silent connection may be dead: it is queried at this interval, and closed if it does not respond. */
const askMs = 10_000
const answerMs = 5_000

export interface Listener {
  onStudy(studyId: string): void
  /** The connection is broken or does not respond; it will be closed. */
  onFault(error: Error, what: string): void
  onEnd(): void
}

/** @throws Error if the database does not respond */
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
      // no goodbye: `end` then closes the socket at once
      void client.end().catch(() => {})
    })
  }, askMs)
  client.once('end', () => {
    clearInterval(asked)
    onEnd()
  })
  return { end: () => client.end() }
}
