/** Where a form shows what was refused: at the field that it belongs to, or below all of them. */
import { ApiProblem, isAt } from '../../../api/problem.ts'

/** What is wrong with the value at a pointer; null: nothing. */
export function faultAt(error: unknown, pointer: string): string | null {
  if (!(error instanceof ApiProblem)) return null
  const own = error.faults.filter((fault) => isAt(fault, pointer))
  return own.length === 0 ? null : own.map(({ detail }) => detail).join('; ')
}

/** @param pointers  of the fields: what they do not show is told here */
export function otherFault(error: unknown, pointers: readonly string[]): string | null {
  if (error === null || error === undefined) return null
  const faults = error instanceof ApiProblem ? error.faults : []
  const others = faults.filter((fault) => !pointers.some((pointer) => isAt(fault, pointer)))
  if (faults.length > 0 && others.length === 0) return null
  const message = error instanceof Error ? error.message : String(error)
  return [message, ...others.map(({ pointer, detail }) => `${pointer} ${detail}`)].join(' · ')
}
