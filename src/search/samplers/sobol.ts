import { z } from 'zod'
import { defineSampler } from '../sampler.ts'
import { startUp } from '../start-up.ts'

/**
 * Quasi-random search: Owen-scrambled Sobol points, which fill the space more evenly than random ones.
 * Every parameter has a dimension of its own, so that a conditional one is evenly spread over the trials
 * that have it, as far as those trials are.
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
  suggest(context) {
    return startUp(context, { sampler: 'sobol', phase: 'sobol', point: context.suggestionIndex })
  },
})
