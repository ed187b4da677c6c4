/**
 * Reads values of /predict rows. What is absent, null or a text that means "missing" is null. Own properties alone: a
 * column may be called `toString`.
 *
 * @param missing  texts that mean "missing", beside the empty one
 */
export function presentValues(missing: readonly string[]): (row: object, name: string) => unknown {
  const missingTexts = new Set(['', ...missing])
  return (row, name) => {
    const value = Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : null
    const isMissing = typeof value === 'string' && missingTexts.has(value.trim())
    return isMissing ? null : (value ?? null)
  }
}
