/** Chooses the members of a blend. */

/**
 * Greedy selection with replacement: begins with the best candidate, then adds the one with which the mean is best, again
 * and again; a candidate that was added k times of n has weight k/n. Of all the means on the way the best is kept, the
 * smallest of equal ones.
 *
 * @param candidates  how many there are
 * @param size        how often one is added at most, from 1
 * @param costOf      of the mean with these weights by candidate, which sum to 1; lower is better, NaN is worst
 * @returns           weights by candidate
 * @see Caruana, Niculescu-Mizil, Crew and Ksikes 2004, "Ensemble selection from libraries of models", ICML
 */
export function selectBlend(
  candidates: number,
  size: number,
  costOf: (weights: readonly number[]) => number,
): { weights: number[]; cost: number } {
  let counts = new Array<number>(candidates).fill(0)
  let best: { weights: number[]; cost: number } | null = null
  for (let added = 1; added <= size; added++) {
    const step = counts
      .map((_, one) => counts.map((count, at) => count + (at === one ? 1 : 0)))
      .map((tried) => ({ tried, weights: tried.map((count) => count / added) }))
      .map(({ tried, weights }) => ({ tried, weights, cost: costOf(weights) }))
      .reduce((least, one) => (isLess(one.cost, least.cost) ? one : least))
    counts = step.tried
    if (best === null || isLess(step.cost, best.cost)) best = step
  }
  const { weights, cost } = best!
  return { weights, cost }
}

function isLess(cost: number, other: number): boolean {
  return cost < other || (Number.isNaN(other) && !Number.isNaN(cost))
}
