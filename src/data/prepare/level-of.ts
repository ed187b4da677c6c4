import type { FittedCategorical } from './fitted.ts'

/**
 * Finds the level that a value of a /predict row means. A text must equal a level, apart from blanks around it. JSON
 * spells a number in only one way, so 7 also matches the level `07` or `7.0`, and true matches the level `True`.
 *
 * @returns the level, the text itself if it is not a level, or all matching levels if there are several
 */
export function levelFinder({
  type,
  levels,
}: Pick<FittedCategorical, 'type' | 'levels'>): (value: unknown) => string | string[] {
  const known = new Set(levels.filter((level) => level !== null))
  const byKey = new Map<string, string[]>()
  for (const level of known) {
    for (const key of new Set([numberKey(level), booleanKey(level)])) {
      if (key !== null) byKey.set(key, [...(byKey.get(key) ?? []), level])
    }
  }
  return (value) => {
    const text = String(value).trim()
    const key = toKey(value, text, type)
    const found = (key !== null && byKey.get(key)) || []
    // JSON has one spelling for 1.1 and 1.10
    const isSpelled = typeof value !== 'number' || Number.isInteger(value)
    if (known.has(text) && (isSpelled || found.length < 2)) return text
    return found.length > 1 ? found : (found[0] ?? text)
  }
}

/** Key to find a value by. Texts have one only in columns of booleans, or of numbers as in old datasets. */
function toKey(value: unknown, text: string, type: FittedCategorical['type']): string | null {
  if (typeof value === 'number' || type === 'number') return numberKey(text)
  return typeof value === 'boolean' || type === 'boolean' ? booleanKey(text) : null
}

function numberKey(text: string): string | null {
  const value = Number(text)
  return text !== '' && Number.isFinite(value) ? `number ${value}` : null
}

function booleanKey(text: string): string | null {
  return /^(true|false)$/i.test(text) ? `boolean ${text.toLowerCase()}` : null
}
