import pg from 'pg'

/** PostgreSQL's classes of SQLSTATE for "not now", and what the socket says when nobody listens. */
const sqlStates = /^(08...|57P0[1-3]|53300)$/
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
])
const poolMessages =
  /^(Connection terminated|timeout exceeded when trying to connect)|connection.*closed/i

/** Is the database away, so that the same request may succeed in a moment? Looks through causes. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, cause, message } = error as Error & { code?: unknown }
  if (typeof code === 'string' && (sqlStates.test(code) || socketCodes.has(code))) return true
  return poolMessages.test(message) || isOutage(cause)
}

/** Did PostgreSQL itself refuse a statement? Its message may quote SQL and rows. Looks through causes. */
export function isFromDatabase(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error instanceof pg.DatabaseError || isFromDatabase(error.cause)
}
