/** Locates the database and its schema before anything is created. */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { transientFault } from '../transient-fault.ts'
import { describeServer, schemaName, serverOptions, withSchema } from './connection.ts'

export interface Located {
  url: string // includes the schema
  mayCreateSchemas: boolean
}

export interface LocateOptions {
  variable: string // name of the variable that has the URL, for messages
  forMs: number // how long to wait for an unreachable server
  /** Called within five seconds, and again if the error changes or ten seconds have passed. */
  onWait: (place: string, fault: string) => void
}

/** Short enough that the first warning appears within five seconds. */
const answerMs = 3_000
const pollMs = 500
const repeatMs = 10_000

/**
 * Waits for an unreachable server, because containers start in any order; an error from the server is thrown at once.
 *
 * @throws Error naming the variable and the fault
 */
export async function locate(url: string, options: LocateOptions): Promise<Located> {
  const { variable, forMs, onWait } = options
  const place = describeServer(url)
  const until = Date.now() + forMs
  let logged = { fault: '', at: 0 }
  for (;;) {
    const askedAt = Date.now()
    try {
      return await ask(url)
    } catch (error) {
      const isLate = Date.now() - askedAt > answerMs - 200 // timers are not exact
      const fault = isLate ? `no answer within ${answerMs / 1000} s` : describeFault(error)
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
 * Without `?schema=`, follows PostgreSQL's rules: the first schema in the search path that contains our tables,
 * otherwise the one where new tables are created.
 */
async function ask(url: string): Promise<Located> {
  const pool = new pg.Pool({
    ...serverOptions(url),
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
    const named = new URL(url).searchParams.has('schema') ? schemaName(url) : schema
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

/** Hint for the user, where the server's message does not suffice. */
const advice: Record<string, string> = {
  '28P01': 'Check the password. Write the characters @ / # ? % in it as %40 %2F %23 %3F %25.',
  '3D000': 'Create the database, or change its name at the end of the URL.',
}

function refusal(variable: string, place: string, error: unknown): Error {
  const { code = '' } = error as { code?: string }
  const hint = advice[code] ? ` ${advice[code]}` : ''
  return new Error(`${variable}: ${place}: ${describeFault(error)}.${hint}`, { cause: error })
}

/** The driver's message is empty if it tried several addresses. */
function describeFault(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string }
  return message || code || String(error)
}
