/**
 * Wilcoxon's signed-rank test, one-sided: the probability that differences lie at least this far above zero if
 * their signs are random. Exact up to 50 differences, including ties; a normal approximation beyond. Zeros
 * are ranked and then dropped (Pratt).
 *
 * @see Wilcoxon 1945, "Individual comparisons by ranking methods"; Pratt 1959, JASA 54
 */
import { normalCdf } from '../math/normal.ts'

/** @returns  the p-value; 1 when no difference is left */
export function signedRankP(differences: readonly number[]): number {
  const sorted = differences.toSorted((a, b) => Math.abs(a) - Math.abs(b))
  const doubled: number[] = [] // twice the ranks, so that those of ties are integers
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1
    while (to < sorted.length && Math.abs(sorted[to] ?? 0) === Math.abs(sorted[from] ?? 0)) to += 1
    for (let at = from; at < to; at++) doubled.push(from + 1 + to)
    from = to
  }
  const ranks = doubled.filter((_, i) => sorted[i] !== 0)
  if (ranks.length === 0) return 1
  const observed = doubled.reduce((sum, rank, i) => sum + ((sorted[i] ?? 0) > 0 ? rank : 0), 0)
  return ranks.length <= 50 ? exactP(ranks, observed) : approximateP(ranks, observed)
}

function exactP(ranks: readonly number[], observed: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0)
  const chances = new Float64Array(total + 1)
  chances[0] = 1
  for (const rank of ranks) {
    for (let sum = total; sum >= 0; sum--) {
      const taken = sum >= rank ? (chances[sum - rank] ?? 0) : 0
      chances[sum] = ((chances[sum] ?? 0) + taken) / 2
    }
  }
  return chances.subarray(observed).reduce((sum, chance) => sum + chance, 0)
}

function approximateP(ranks: readonly number[], observed: number): number {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / 2
  const variance = ranks.reduce((sum, rank) => sum + rank * rank, 0) / 4
  return normalCdf((mean - observed) / Math.sqrt(variance))
}
