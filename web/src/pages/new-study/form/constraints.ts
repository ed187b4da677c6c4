/** The clauses of a study, which stand beside its space or in it; pure. */
import type { Path } from '../../../api/pointer.ts'
import { type Json, valueAtPath } from '../document/json-document.ts'

export interface Clause {
  path: Path
  text: string
}

const places: readonly Path[] = [['constraints'], ['space', 'constraints']]

export const clausesOf = (study: Json): Clause[] =>
  places.flatMap((place) =>
    listAt(study, place).map((clause, index) => ({
      path: [...place, index],
      text: typeof clause === 'string' ? clause : JSON.stringify(clause),
    })),
  )

/** The list that a new clause joins: the one that is there. */
export function placeOfNew(study: Json): { place: Path; length: number } {
  const place = places.find((each) => listAt(study, each).length > 0) ?? ['constraints']
  return { place, length: listAt(study, place).length }
}

/** What is removed with a clause: the list too, where it was the only one. */
export function removedWith(study: Json, { path }: Clause): Path {
  const place = path.slice(0, -1)
  return listAt(study, place).length === 1 ? place : path
}

function listAt(study: Json, place: Path): unknown[] {
  const list = valueAtPath(study, place)
  return Array.isArray(list) ? list : []
}
