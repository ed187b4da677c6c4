/** Finds the database and the schema in it before anything is made there. */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { transientFault } from '../transient-fault.ts'
import { placeOf, schemaOf, serverOf, withSchema } from './connection.ts'

export interface Located {
  url: string // with the schema named
  mayCreateSchemas: boolean
}

export interface LocateOptions {
  variable: string // that holds the URL, for messages
  forMs: number // how long a server that is away is waited for
  /** Told within five seconds, and again when it is another fault or ten seconds have passed. */
  onWait: (place: string, fault: string) => void
}

/** So that whoever waits in vain is told within five seconds. */
const answerMs = 3_000
const pollMs = 500
const repeatMs = 10_000

/**
 * A server that is away is waited for: containers start in any order. One that refuses is not.
 *
 * @throws Error that names the variable and what is wrong
 */
export async function locate(url: string, options: LocateOptions): Promise<Located> {
  const { variable, forMs, onWait } = options
  const place = placeOf(url)
  const until = Date.now() + forMs
  let logged = { fault: '', at: 0 }
  for (;;) {
    const askedAt = Date.now()
    try {
      return await ask(url)
    } catch (error) {
      const isLate = Date.now() - askedAt > answerMs - 200 // timers are coarse
      const fault = isLate ? `no answer within ${answerMs / 1000} s` : faultOf(error)
      if (transientFault(error) === null) throw refusal(variable, place, error)
      if (fault !== logged.fault || Date.now() - logged.at >= repeatMs) {
        logged = { fault, at: Date.now() }
        onWait(place, fault)
      }
      if (Date.now() >= until) {
        throw new Error(`${variable}: ${place} did not answer for ${forMs / 1000} s (${fault}).`, {
          cause: error,
        })
      }
      await delay(pollMs)
    }
  }
}

/**
 * Without `?schema=`, where PostgreSQL itself would look: the first schema of the search path that holds our tables
 * already, else the one where new tables are made.
 */
async function ask(url: string): Promise<Located> {
  const pool = new pg.Pool({
    ...serverOf(url),
    application_name: 'sweepd',
    max: 1,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  })
  try {
    const { rows } = await pool.query<{ schema: string | null; may: boolean }>(
      `SELECT coalesce(
         (SELECT nspname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
          WHERE relname = 'epoch_metric' AND nspname = ANY (current_schemas(false))
          ORDER BY array_position(current_schemas(false), nspname) LIMIT 1),
         current_schema()) AS schema, has_database_privilege(current_database(), 'CREATE') AS may`,
    )
    const { schema, may } = rows[0]!
    const named = new URL(url).searchParams.has('schema') ? schemaOf(url) : schema
    if (named === null) throw new NoSchema()
    return { url: withSchema(url, named), mayCreateSchemas: may }
  } finally {
    await pool.end()
  }
}

class NoSchema extends Error {
  constructor() {
    super('none of the schemas in the search path exists: create one, or add ?schema= to the URL')
  }
}

/** What a person can do about it, where the server's own words do not say it. */
const advice: Record<string, string> = {
  '28P01': 'Check the password. Write the characters @ / # ? % in it as %40 %2F %23 %3F %25.',
  '3D000': 'Create the database, or change its name at the end of the URL.',
}

function refusal(variable: string, place: string, error: unknown): Error {
  const { code = '' } = error as { code?: string }
  const hint = advice[code] ? ` ${advice[code]}` : ''
  return new Error(`${variable}: ${place}: ${faultOf(error)}.${hint}`, { cause: error })
}

/** Where several addresses were tried, the driver leaves the message empty. */
function faultOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string }
  return message || code || String(error)
}
