const columnsShown = 20

/** Formats column names for a message. */
export function listColumns(names: readonly string[]): string {
  const shown = names.slice(0, columnsShown).map((name) => `'${name}'`)
  const left = names.length - shown.length
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ')
}
