/** Where a page of a list ended, as text that clients send back to get the next one. */
import { Problem } from '../../errors.ts'

/** @param place  JSON: numbers that it lacks, such as Infinity, are given as texts */
export function encodeCursor(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** @throws Problem invalid-request */
export function decodeCursor<Place>(
  text: string,
  {
    read,
    encode,
    what,
  }: {
    read(json: unknown): Place | null // null, or throws: it is no place
    encode(place: Place): string
    what: string // what the text should have been, such as `a cursor of this order`
  },
): Place {
  try {
    const place = read(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    // encoding it again must give the same text; otherwise it is not one of our cursors
    if (place !== null && encode(place) === text) return place
  } catch {
    // reported below, like every invalid cursor
  }
  throw invalidCursor(text, what)
}

export function invalidCursor(text: string, what: string): Problem {
  return new Problem('invalid-request', 'The cursor is not valid.', [
    { pointer: '/query/after', detail: `${JSON.stringify(text)} is not ${what}` },
  ])
}
