/** How a command that failed ends, and what is said of it. */

import { ApiError, ServerUnreachable } from './client.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { AmbiguousName, showChoices } from './find-study.ts'
import { FileError } from './read-json.ts'
import { showProblem } from './show/problem.ts'
import { UsageError } from './usage-error.ts'

/**
 * @param json  whether problem documents go to the output, for programs
 * @throws      what is no failure of use or of the server, but a fault of ours
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
