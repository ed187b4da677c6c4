/** How a command that failed ends, and what is said of it. */
import { BadUsage } from './bad-usage.ts'
import { Refused, Unreachable } from './client.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { Ambiguous, showChoices } from './find-study.ts'
import { BadFile } from './read-json.ts'
import { showProblem } from './show/problem.ts'

/**
 * @param json  whether problem documents go to the output, for programs
 * @throws      what is no failure of use or of the server, but a fault of ours
 */
export function tellFailure(
  error: unknown,
  { terminal, command }: Pick<Context, 'terminal' | 'command'>,
  { json }: { json: boolean },
): ExitCode {
  if (error instanceof Refused) {
    const { problem } = error
    if (json) terminal.write(`${JSON.stringify(problem)}\n`)
    else terminal.complain(`${showProblem(problem)}\n`)
    return problem.status >= 500 ? exitCodes.broken : exitCodes.refused
  }
  if (error instanceof Unreachable) {
    const advice = `Start one with npm start in a clone, or ${command} up; or set SWEEPD_URL.`
    terminal.complain(`${error.message} ${advice}\n`)
    return exitCodes.broken
  }
  if (error instanceof Ambiguous) terminal.complain(`${showChoices(error)}\n`)
  else if (error instanceof BadFile || error instanceof BadUsage) {
    terminal.complain(`${error.message}\n`)
  } else throw error
  return exitCodes.refused
}
