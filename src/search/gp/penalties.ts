/**
 * Detects penalties: large numbers that users report for failed runs. Their size has no meaning, and a process
 * fitted to them could not see any other differences.
 */

const apart = 10 // times the range of all better values
const alike = 3 // penalties of one kind differ by at most this factor in their distance from the best
const earlyTrials = 10 // they are spread over the space, so they show the range of values before a search converges
const leastEarly = 2 // early trials with better values
const leastShare = 1 / 3 // of all values that are better

/**
 * Finds where penalties begin. A penalty is a value far beyond all better ones. The first trials of a search that has
 * converged have such values too. So one of two conditions must hold: penalties are alike and at most as many as the
 * better values, or some of the first trials have better values, and then penalties may differ freely. Equal values
 * count once, however many runs failed.
 *
 * @param losses  finite, in the order of the trials; smaller is better
 * @returns       the smallest loss that is a penalty; Infinity: no penalties
 */
export function leastPenalty(losses: readonly number[]): number {
  const values = ascending(losses)
  const early = ascending(losses.slice(0, earlyTrials))
  const [best = 0] = values
  const isFarFromTheStart = (value: number, betterOnes: number) =>
    betterOnes >= Math.max(3, leastShare * values.length) &&
    early.filter((one) => one < value).length >= leastEarly
  let least = Number.POSITIVE_INFINITY
  let end = values.length // values from here on are penalties of other kinds
  let isKind = true // whether all values so far, down from `end`, are alike
  for (let from = values.length - 1; from >= 2; from--) {
    const value = values[from] as number
    const worst = values[end - 1] as number
    const ordinary = values[from - 1] as number
    if (worst / alike - best / alike > value - best) isKind = false
    if (value / apart - ordinary / apart <= ordinary - best) continue
    const areAlike = isKind && from >= values.length - from
    if (!areAlike && !isFarFromTheStart(value, from)) continue
    least = value
    end = from
  }
  return least
}

function ascending(losses: readonly number[]): number[] {
  return [...new Set(losses)].sort((a, b) => a - b)
}
