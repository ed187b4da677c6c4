/** A variant of a trial: its parameters as fields of a form, and back. */

export type ParamValue = string | number | boolean | null

/** What a form holds: a text where a number is typed, the option itself where one is chosen. */
export type Changes = Readonly<Record<string, ParamValue>>

/** Parameters of the variant; an emptied field is left to the space's default. */
export function variantOf(
  params: Readonly<Record<string, ParamValue>>,
  changes: Changes,
): Record<string, ParamValue> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, before]) => {
      const value = Object.hasOwn(changes, name) ? changes[name]! : before
      if (typeof before !== 'number' || typeof value !== 'string') return [[name, value]]
      const text = value.trim()
      return text === '' ? [] : [[name, numberOrText(text)]]
    }),
  )
}

/** The API says what is wrong with a text where a number belongs. */
function numberOrText(text: string): number | string {
  return Number.isFinite(Number(text)) ? Number(text) : text
}
