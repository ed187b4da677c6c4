/** Formats a problem document: the error, and its location in the body. */
import type { ProblemDocument } from '../answers.ts'

/**
 *     422 The study is not valid: 2 faults.
 *       /space/batchSize  low 9 is above high 1
 */
export function showProblem(problem: ProblemDocument): string {
  const { status, title, detail, errors = [], instance } = problem
  const isSaidTwice = title !== undefined && detail === `${title}.`
  const summary = (isSaidTwice ? [title] : [title, detail]).filter(
    (part) => part !== undefined && part !== '',
  )
  const head = `${status} ${summary.length === 0 ? 'no explanation given' : summary.join(': ')}`
  const width = Math.max(0, ...errors.map(({ pointer }) => formatPointer(pointer).length))
  const faults = errors.map(
    (fault) => `  ${formatPointer(fault.pointer).padEnd(width)}  ${fault.detail}`,
  )
  // only the server log has the cause
  const trace = status >= 500 && instance !== undefined ? [`  ${instance} in the server log`] : []
  return [head, ...faults, ...trace].join('\n')
}

function formatPointer(pointer: string): string {
  return pointer === '' ? '(whole body)' : pointer
}
