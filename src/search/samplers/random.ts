import { z } from 'zod'
import type { Rng } from '../rng.ts'
import { defineSampler, type SuggestContext } from '../sampler.ts'
import { assign } from '../space/assign.ts'
import { drawFrom } from '../space/domain.ts'
import type { Params } from '../space/params.ts'
import type { SearchSpace } from '../space/space.ts'

const maxTries = 1_000

/**
 * Random search: draws every active parameter independently and uniformly over its domain (over
 * the logarithm with `log`), and rejects infeasible draws.
 *
 * @see Bergstra and Bengio 2012, "Random search for hyper-parameter optimization", JMLR 13
 */
export const random = defineSampler({
  summary: 'Independent uniform draws',
  suits: 'a baseline without an end',
  source: 'Bergstra and Bengio 2012',
  phases: { random: {} },
  options: z.strictObject({}),
  usesHistory: false,
  isFinite: false,
  maxObjectives: Number.POSITIVE_INFINITY,
  suggest({ space, rng, isFeasible }) {
    const params = randomParams(space, rng, isFeasible)
    if (params === null) return 'unsatisfiable'
    return { params, provenance: { sampler: 'random', phase: 'random' } }
  },
})

/** Returns the first feasible draw; null when none of a thousand is feasible. */
export function randomParams(
  space: SearchSpace,
  rng: Rng,
  isFeasible: SuggestContext['isFeasible'],
): Params | null {
  for (let tries = 0; tries < maxTries; tries++) {
    const params = assign(space, ({ domain }) => drawFrom(domain, rng))
    if (isFeasible === null || isFeasible(params)) return params
  }
  return null
}
