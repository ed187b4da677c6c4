/** Where a page of a trial table ended, as text. */
import type { TablePlace } from '../../db/tables/trial-table.ts'
import { decodeCursor, encodeCursor } from '../answers/cursor.ts'

/** @param sort  a cursor fits the order that it comes from only */
export function encodePlace(sort: string, { key, number }: TablePlace): string {
  return encodeCursor([sort, key?.map(String) ?? null, number])
}

/** @throws Problem invalid-request */
export function decodePlace(text: string, sort: string, keys: number): TablePlace {
  return decodeCursor(text, {
    read: (json) => readPlace(json, keys),
    encode: (place) => encodePlace(sort, place),
    what: 'a cursor of this order',
  })
}

function readPlace(json: unknown, keys: number): TablePlace | null {
  const [, key, number] = json as [string, string[] | null, number]
  const place: TablePlace = { key: key === null ? null : key.map(Number), number }
  const isNumber = Number.isInteger(number) && number >= 0 && number < 2 ** 31
  const hasKeys = place.key === null || place.key.length === keys
  const isOrdered = !(place.key ?? []).some(Number.isNaN)
  return isNumber && hasKeys && isOrdered ? place : null
}
