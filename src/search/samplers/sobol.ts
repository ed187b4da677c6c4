import { z } from 'zod'
import { defineSampler } from '../sampler.ts'
import { startUp } from '../start-up.ts'

/**
 * Quasi-random search: Owen-scrambled Sobol points, which fill the space more evenly than random ones.
 * Every parameter has its own dimension, so that a conditional parameter is spread over the trials
 * that have it as evenly as those trials are.
 *
 * @see Owen 1995; Burley 2020, "Practical hash-based Owen scrambling", JCGT 9(4)
 */
export const sobol = defineSampler({
  summary: 'Quasi-random points that cover the space evenly',
  suits: 'covering a space evenly, and trials that all run at once',
  source: 'Owen 1995; Burley 2020; directions of Joe and Kuo 2008',
  phases: { sobol: { point: 'index of the point in the sequence' } },
  options: z.strictObject({}),
  usesHistory: false,
  isFinite: false,
  maxObjectives: Number.POSITIVE_INFINITY,
  suggest(context) {
    return startUp(context, { sampler: 'sobol', phase: 'sobol', point: context.suggestionIndex })
  },
})
