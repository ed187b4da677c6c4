/** What a search begins with: scrambled Sobol points, which model-based samplers learn from. */
import { scrambledSobol } from './math/sobol-points.ts'
import type { Provenance, SuggestContext, SuggestResult } from './sampler.ts'
import { assign } from './space/assign.ts'
import { believedAt, hasBelief } from './space/domain.ts'
import type { Params } from './space/params.ts'
import { fromUnit } from './space/unit-interval.ts'

const maxScramblings = 1_000

/**
 * The Sobol point of the suggestion's index. An infeasible one is replaced by the point of the same index under another
 * scrambling, so that the result depends on the seed and the index alone; no random number is drawn.
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
 * The params at a scrambled Sobol point, spread as priors and weights have it. Every parameter has a dimension of its
 * own.
 *
 * @param scrambling  from 0; each is another one
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
