import { z } from 'zod'
import { defineSampler } from '../sampler.ts'
import { assign } from '../space/assign.ts'
import { drawFrom } from '../space/domain.ts'

const maxTries = 1_000

/**
 * Random search: every active parameter is drawn independently and uniformly over its domain (over
 * the logarithm with `log`). Infeasible draws are rejected.
 *
 * @see Bergstra and Bengio 2012, "Random search for hyper-parameter optimization", JMLR 13
 */
export const random = defineSampler({
  summary: 'Independent uniform draws',
  options: z.strictObject({}),
  usesHistory: false,
  isFinite: false,
  maxObjectives: Number.POSITIVE_INFINITY,
  suggest({ space, rng, isFeasible }) {
    for (let tries = 0; tries < maxTries; tries++) {
      const params = assign(space, ({ domain }) => drawFrom(domain, rng))
      if (isFeasible === null || isFeasible(params)) {
        return { params, provenance: { sampler: 'random', phase: 'random' } }
      }
    }
    return 'unsatisfiable'
  },
})
