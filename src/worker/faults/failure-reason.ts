/** Turns an error that ended a trial into a reason for the user; the error itself is in the log. */
import { isFromDatabase } from '../../db/transient-fault.ts'

const mostCharacters = 500

export function failureReason(error: unknown): string {
  if (isFromDatabase(error)) {
    return "the trial's result could not be stored; see the worker's log"
  }
  return firstLine(error instanceof Error ? error.message : String(error))
}

/** The first line of any message, without NUL and lone surrogates, which PostgreSQL does not accept. */
export function firstLine(message: string): string {
  const [line = ''] = message.split('\n')
  return line.slice(0, mostCharacters).replace(/[\p{Cc}\p{Cs}]/gu, ' ')
}
