/** JSON passed through from PostgreSQL to a response as text, without parsing. */
import pg from 'pg'

const jsonTypes = new Set<number>([pg.types.builtins.JSON, pg.types.builtins.JSONB])

/** A JSON value as text. */
export class JsonText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** The value of a JSON column, whether the query returned it as text or not. */
export function parsed<T>(value: T | JsonText): T {
  return value instanceof JsonText ? (JSON.parse(value.text) as T) : value
}

/** For `types` of a query: json and jsonb columns are returned as JsonText, other types as usual. */
export const jsonAsText: pg.CustomTypesConfig = {
  getTypeParser: ((type: number, format?: 'text' | 'binary') =>
    jsonTypes.has(type)
      ? (text: string) => new JsonText(text)
      : pg.types.getTypeParser(type, format as 'text')) as typeof pg.types.getTypeParser,
}

/** JSON.stringify for an object whose own values may be JsonText. */
export function writeJson(object: object): string {
  const members: string[] = []
  for (const [key, value] of Object.entries(object)) {
    const text = value instanceof JsonText ? value.text : JSON.stringify(value)
    if (text !== undefined) members.push(`${JSON.stringify(key)}:${text}`)
  }
  return `{${members.join(',')}}`
}
