/** Where a page of a trial table ended, as text. */
import type { TablePlace } from '../../db/tables/trial-table.ts'
import { Problem } from '../../errors.ts'

/** @param sort  a cursor fits the order that it comes from only */
export function encodePlace(sort: string, { key, number }: TablePlace): string {
  const text = JSON.stringify([sort, key?.map(String) ?? null, number])
  return Buffer.from(text).toString('base64url')
}

/** @throws Problem invalid-request */
export function decodePlace(text: string, sort: string, keys: number): TablePlace {
  try {
    const [, key, number] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const place: TablePlace = { key: key === null ? null : key.map(Number), number }
    const isNumber = Number.isInteger(number) && number >= 0 && number < 2 ** 31
    const hasKeys = place.key === null || place.key.length === keys
    const isOrdered = !(place.key ?? []).some(Number.isNaN)
    // encoding it again must give the same text; otherwise it is not one of our cursors
    if (isNumber && hasKeys && isOrdered && encodePlace(sort, place) === text) return place
  } catch {
    // reported below, like every invalid cursor
  }
  const detail = `${JSON.stringify(text)} is not a cursor of this order`
  throw new Problem('invalid-request', 'The cursor is not valid.', [
    { pointer: '/query/after', detail },
  ])
}
