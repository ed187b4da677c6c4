/**
 * Transient faults of the database: the same statement may succeed in a moment. All other faults concern the data or
 * the statement.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
import pg from 'pg'

/** `away`: unreachable, or read-only. `busy`: locked by others, or timed out. `full`: out of disk space or memory. */
export type TransientFault = 'away' | 'busy' | 'full'

/** SQLSTATEs, by class or individually. */
const sqlStates: readonly [pattern: RegExp, kind: TransientFault][] = [
  [/^08/, 'away'], // connection exception
  [/^57P0[1-3]$/, 'away'], // shutdown, crash of another backend, still starting
  [/^57P05$/, 'away'], // idle session ended
  [/^25P03$/, 'away'], // session ended, idle in a transaction
  [/^53300$/, 'away'], // too many connections
  [/^25006$/, 'away'], // read-only: a standby that is not promoted yet
  [/^40/, 'busy'], // rolled back because of a conflict: serialization failure, deadlock
  [/^57014$/, 'busy'], // cancelled by `statement_timeout` or by an administrator
  [/^25P04$/, 'busy'], // `transaction_timeout`
  [/^55P03$/, 'busy'], // `lock_timeout`
  [/^53(000|100|200)$/, 'full'], // resources, disk, memory
  [/^58030$/, 'full'], // I/O error of the disk
]

/** Socket error codes. */
const socketCodes = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
])

/** Driver messages without a code. */
const driverMessages =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect)|is not queryable$|connection.*closed/i

/** Prisma's names for errors of its driver adapter. */
const prismaKinds: Record<string, TransientFault> = {
  DatabaseNotReachable: 'away',
  ConnectionClosed: 'away',
  SocketTimeout: 'away',
  TooManyConnections: 'away',
  TransactionWriteConflict: 'busy',
}

interface ErrorFields {
  code?: unknown
  message?: unknown
  cause?: unknown
  meta?: unknown // Prisma's
  driverAdapterError?: unknown // there
  kind?: unknown
  originalCode?: unknown
}

/** Kind of transient fault, also among the causes; null: not transient. */
export function transientFault(error: unknown): TransientFault | null {
  if (typeof error !== 'object' || error === null) return null
  const { code, originalCode, message, kind, cause, meta, driverAdapterError } =
    error as ErrorFields
  for (const id of [code, originalCode]) {
    if (typeof id !== 'string') continue
    if (socketCodes.has(id)) return 'away'
    const found = sqlStates.find(([pattern]) => id.length === 5 && pattern.test(id))
    if (found) return found[1]
  }
  if (typeof kind === 'string' && prismaKinds[kind]) return prismaKinds[kind]
  if (typeof message === 'string' && driverMessages.test(message)) return 'away'
  return transientFault(cause) ?? transientFault(meta) ?? transientFault(driverAdapterError)
}

/** Did PostgreSQL reject a statement? Its message may quote SQL and rows. Checks the causes too. */
export function isFromDatabase(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error instanceof pg.DatabaseError || isFromDatabase(error.cause)
}
