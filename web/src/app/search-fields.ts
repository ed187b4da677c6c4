/** Reads fields of an address's query; the router has parsed numbers, booleans and JSON in it. */

export function textIn(value: unknown, otherwise = ''): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : otherwise
}

export function numberIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export function flagIn(value: unknown): boolean {
  return value === true
}

/** @returns the value if it is one of `choices`, else `otherwise` */
export function choiceIn<T extends string>(value: unknown, choices: readonly T[], otherwise: T): T {
  return choices.find((choice) => choice === value) ?? otherwise
}

/** A list, also where a single value or a text with commas stands for it. */
export function textsIn(value: unknown): string[] {
  const items = Array.isArray(value) ? value : textIn(value).split(',')
  return items.map((item) => textIn(item)).filter((item) => item !== '')
}
