/** A variant of a trial: its parameters as texts of a form, and back. */

export type ParamValue = string | number | boolean

export const textOf = (value: ParamValue): string => String(value)

/** The value that a text stands for, of the type that the parameter has had. */
export function valueFrom(text: string, before: ParamValue): ParamValue {
  const trimmed = text.trim()
  if (typeof before === 'boolean')
    return trimmed === 'true' ? true : trimmed === 'false' ? false : trimmed
  if (typeof before === 'number' && trimmed !== '' && Number.isFinite(Number(trimmed)))
    return Number(trimmed)
  // the API says what is wrong with a text where a number belongs
  return typeof before === 'number' ? trimmed : text
}

/** Parameters of the variant; an emptied field is left to the space's default. */
export function variantOf(
  params: Readonly<Record<string, ParamValue>>,
  texts: Readonly<Record<string, string>>,
): Record<string, ParamValue> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, before]) => {
      const text = texts[name] ?? textOf(before)
      return text.trim() === '' ? [] : [[name, valueFrom(text, before)]]
    }),
  )
}
