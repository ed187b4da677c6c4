/** What a trial that broke off says of it, in words for its owner: the log has the error itself. */
import { isFromDatabase } from '../../db/transient-fault.ts'

const mostCharacters = 500

export function failureReason(error: unknown): string {
  if (isFromDatabase(error)) {
    return "the trial's result could not be stored: the worker's log says why"
  }
  return firstLine(error instanceof Error ? error.message : String(error))
}

/** Of a message from anywhere: a reason is one line, and PostgreSQL takes neither NUL nor half a surrogate pair. */
export function firstLine(message: string): string {
  const [line = ''] = message.split('\n')
  return line.slice(0, mostCharacters).replace(/[\p{Cc}\p{Cs}]/gu, ' ')
}
