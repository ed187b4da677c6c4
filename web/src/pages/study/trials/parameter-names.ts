/**
 * Names of the parameters in the order of their columns: those of the plot above, which are the most important ones,
 * then others that any of the rows has.
 */
export function parameterNames(
  first: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string[] {
  const others = new Set(rows.flatMap((params) => Object.keys(params)))
  for (const name of first) others.delete(name)
  return [...first, ...[...others].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))]
}
