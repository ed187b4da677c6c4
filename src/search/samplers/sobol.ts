import { z } from 'zod'
import { scrambledSobol } from '../math/sobol-points.ts'
import { defineSampler } from '../sampler.ts'
import { assign } from '../space/assign.ts'
import { believedAt, hasBelief } from '../space/domain.ts'
import type { Params } from '../space/params.ts'
import type { SearchSpace } from '../space/space.ts'
import { fromUnit } from '../space/unit-interval.ts'

const maxTries = 1_000

/**
 * Quasi-random search: Owen-scrambled Sobol points, which fill the space more evenly than random ones.
 * Every parameter has a dimension of its own, so that a conditional one is evenly spread over the trials
 * that have it, as far as those trials are. An infeasible point is replaced by the point of the same
 * index under another scrambling: what is suggested depends on the seed and the index alone.
 *
 * @see Owen 1995; Burley 2020, "Practical hash-based Owen scrambling", JCGT 9(4)
 */
export const sobol = defineSampler({
  summary: 'Quasi-random points that cover the space evenly',
  suits: 'covering a space evenly, and what runs all at once',
  source: 'Owen 1995; Burley 2020; directions of Joe and Kuo 2008',
  phases: { sobol: { point: 'its index in the sequence' } },
  options: z.strictObject({}),
  usesHistory: false,
  isFinite: false,
  maxObjectives: Number.POSITIVE_INFINITY,
  suggest({ space, seed, suggestionIndex, isFeasible }) {
    for (let scrambling = 0; scrambling < maxTries; scrambling++) {
      const params = sobolParams(space, suggestionIndex, seed + scrambling * 2 ** 32)
      if (isFeasible === null || isFeasible(params)) {
        return { params, provenance: { sampler: 'sobol', phase: 'sobol', point: suggestionIndex } }
      }
    }
    return 'unsatisfiable'
  },
})

/** The params at a scrambled Sobol point, spread as priors and weights have it; also what model-based samplers start with. */
export function sobolParams(space: SearchSpace, index: number, seed: number): Params {
  const dimensionOf = new Map(space.parameters.map(({ name }, dimension) => [name, dimension]))
  return assign(space, ({ name, domain }) => {
    const u = scrambledSobol(index, dimensionOf.get(name) ?? 0, seed)
    return hasBelief(domain) ? believedAt(domain, u) : fromUnit(domain, u)
  })
}
