/** Exit code and message of a failed command. */

import { ApiError, ServerUnreachable } from './client.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { AmbiguousName, showChoices } from './find-study.ts'
import { FileError } from './read-json.ts'
import { showProblem } from './show/problem.ts'
import { UsageError } from './usage-error.ts'

/**
 * @param json  print problem documents to standard output, for programs
 * @throws any error that is neither a usage error nor a server error: a bug
 */
export function reportFailure(
  error: unknown,
  { terminal, command }: Pick<Context, 'terminal' | 'command'>,
  { json }: { json: boolean },
): ExitCode {
  if (error instanceof ApiError) {
    const { problem } = error
    if (json) terminal.write(`${JSON.stringify(problem)}\n`)
    else terminal.writeError(`${showProblem(problem)}\n`)
    return problem.status >= 500 ? exitCodes.broken : exitCodes.refused
  }
  if (error instanceof ServerUnreachable) {
    const advice = `Start one with npm start in a clone, or ${command} up; or set SWEEPD_URL.`
    terminal.writeError(`${error.message} ${advice}\n`)
    return exitCodes.broken
  }
  if (error instanceof AmbiguousName) terminal.writeError(`${showChoices(error)}\n`)
  else if (error instanceof FileError || error instanceof UsageError) {
    terminal.writeError(`${error.message}\n`)
  } else throw error
  return exitCodes.refused
}
