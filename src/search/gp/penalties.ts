/**
 * Finds the values that stand for no value: large numbers that users report for runs that failed. Their size says
 * nothing, and a process that takes it for one sees nothing else.
 */

const apart = 10 // times the range of all better values
const alike = 3 // the worst of a kind is at most so much farther from the best than the least

/**
 * A penalty is a worst value, or a group of alike ones, far beyond all better values, and these are at least as many:
 * values that are equal count once, however often a run failed.
 *
 * @param losses  finite; smaller is better
 * @returns       the least loss that is a penalty; Infinity: none
 */
export function leastPenalty(losses: readonly number[]): number {
  const values = [...new Set(losses)].sort((a, b) => a - b)
  const [best = 0] = values
  let least = Number.POSITIVE_INFINITY
  let end = values.length // penalties are at and after it
  for (let from = end - 1; from >= 2 && from >= values.length - from; from--) {
    const value = values[from] as number
    const worst = values[end - 1] as number
    const ordinary = values[from - 1] as number
    if (worst / alike - best / alike > value - best) break
    if (value / apart - ordinary / apart <= ordinary - best) continue
    least = value
    end = from
  }
  return least
}
