/**
 * Finds the values that stand for no value: large numbers that users report for runs that failed. Their size says
 * nothing, and a process that takes it for one sees nothing else.
 */

const apart = 10 // times the range of all better values
const alike = 3 // the worst of a kind is at most so much farther from the best than the least
const earlyTrials = 10 // spread over the space: they show how values range, before a search converges
const leastEarly = 2 // of the first trials with better values
const leastShare = 1 / 3 // of all values that are better

/**
 * A penalty is a value far beyond all better ones. A search that has converged has such values too, of its first
 * trials; so either penalties are alike and at most as many as the better values, or some of the first trials have
 * better values too, and then penalties may be as different as they like. Values that are equal count once, however
 * often a run failed.
 *
 * @param losses  finite, in the order of the trials; smaller is better
 * @returns       the least loss that is a penalty; Infinity: none
 */
export function leastPenalty(losses: readonly number[]): number {
  const values = ascending(losses)
  const early = ascending(losses.slice(0, earlyTrials))
  const [best = 0] = values
  const isFarFromTheStart = (value: number, betterOnes: number) =>
    betterOnes >= Math.max(3, leastShare * values.length) &&
    early.filter((one) => one < value).length >= leastEarly
  let least = Number.POSITIVE_INFINITY
  let end = values.length // those at and after it are penalties of other kinds
  let isKind = true // so far: alike, down from `end`
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
