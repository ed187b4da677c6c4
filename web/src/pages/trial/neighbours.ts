/** The trials before and after one by rank. */

export interface Ranked {
  rank: number
  number: number
}

/** @returns `rank` null for a trial that is not among the ranked ones, which then has no neighbours */
export function neighboursOf(
  ranked: readonly Ranked[],
  number: number,
): { rank: number | null; better: number | null; worse: number | null } {
  const at = ranked.findIndex((one) => one.number === number)
  if (at < 0) return { rank: null, better: null, worse: null }
  return {
    rank: ranked[at]!.rank,
    better: ranked[at - 1]?.number ?? null,
    worse: ranked[at + 1]?.number ?? null,
  }
}
