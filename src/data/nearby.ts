/** The names most like a mistyped one, best first, for an error message. */
export function nearbyNames(name: string, names: readonly string[], count = 3): string[] {
  const wanted = name.toLowerCase()
  return names
    .slice(0, 2_000) // a hint, not a search: the distance is quadratic in the lengths
    .map((known) => ({ known, distance: distanceBetween(wanted, known.toLowerCase()) }))
    .filter(
      ({ known, distance }) =>
        distance <= Math.max(2, wanted.length / 2) || known.toLowerCase().includes(wanted),
    )
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ known }) => known)
}

/** Levenshtein distance. */
function distanceBetween(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, previous[j]! + 1, row[j - 1]! + 1))
    }
    previous = row
  }
  return previous[b.length]!
}
