/**
 * Reads values of /predict rows. A value that is absent, null or a text that means "missing" becomes null. Only own
 * properties count, because a column may be named `toString`.
 *
 * @param missing  texts that mean "missing", besides the empty text
 */
export function presentValues(missing: readonly string[]): (row: object, name: string) => unknown {
  const missingTexts = new Set(['', ...missing])
  return (row, name) => {
    const value = Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : null
    const isMissing = typeof value === 'string' && missingTexts.has(value.trim())
    return isMissing ? null : (value ?? null)
  }
}
