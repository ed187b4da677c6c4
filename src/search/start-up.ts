/** Suggests the first trials of a search: scrambled Sobol points, from which model-based samplers learn. */
import { scrambledSobol } from './math/sobol-points.ts'
import type { Provenance, SuggestContext, SuggestResult } from './sampler.ts'
import { assign } from './space/assign.ts'
import { believedAt, hasBelief } from './space/domain.ts'
import type { Params } from './space/params.ts'
import { fromUnit } from './space/unit-interval.ts'

const maxScramblings = 1_000

/**
 * Suggests the Sobol point of the suggestion's index. If it is infeasible, the point of the same index under another
 * scrambling replaces it. The result depends only on the seed and the index; no random numbers are drawn.
 */
export function startUp(context: SuggestContext, provenance: Provenance): SuggestResult {
  const { isFeasible } = context
  for (let scrambling = 0; scrambling < maxScramblings; scrambling++) {
    const params = sobolParams(context, scrambling)
    if (isFeasible === null || isFeasible(params)) return { params, provenance }
  }
  return 'unsatisfiable'
}

/**
 * Returns the params at a scrambled Sobol point, distributed by priors and weights. Every parameter has its own
 * dimension.
 *
 * @param scrambling  from 0; each number scrambles differently
 */
export function sobolParams(
  { space, seed, suggestionIndex }: Pick<SuggestContext, 'space' | 'seed' | 'suggestionIndex'>,
  scrambling: number,
): Params {
  const dimensionByName = new Map(space.parameters.map(({ name }, dimension) => [name, dimension]))
  return assign(space, ({ name, domain }) => {
    const dimension = dimensionByName.get(name) ?? 0
    const u = scrambledSobol(suggestionIndex, dimension, seed + scrambling * 2 ** 32)
    return hasBelief(domain) ? believedAt(domain, u) : fromUnit(domain, u)
  })
}
