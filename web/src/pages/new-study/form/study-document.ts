/** The study that the form shows and changes: one document with the editor. */
import { createContext, useContext } from 'react'
import { type Path, toPointer } from '../../../api/pointer.ts'
import { type Fault, isAt } from '../../../api/problem.ts'
import type { Json } from '../document/json-document.ts'

export interface StudyDocument {
  value: Json
  faults: readonly Fault[]
  set(path: Path, value: unknown): void
  /** Several places in one change. */
  setAll(edits: readonly (readonly [Path, unknown])[]): void
  insert(path: Path, index: number, value: unknown): void
  /** Shows a place in the editor. */
  jump(pointer: string): void
}

export const StudyDocumentContext = createContext<StudyDocument | null>(null)

export function useStudyDocument(): StudyDocument {
  const document = useContext(StudyDocumentContext)
  if (document === null) throw new Error('a field of the form stands outside of its document')
  return document
}

/** What is wrong with the value at a path, or inside of it; null: nothing. */
export function faultAt(faults: readonly Fault[], path: Path, isWhole = true): string | null {
  const pointer = toPointer(path)
  const own = faults.filter((fault) => (isWhole ? isAt(fault, pointer) : fault.pointer === pointer))
  return own.length === 0 ? null : own.map(({ detail }) => detail).join('; ')
}
