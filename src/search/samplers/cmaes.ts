import { z } from 'zod'
import { stepFrom } from '../cmaes/distribution.ts'
import { drawNearElites, reflected } from '../cmaes/marginal.ts'
import { type CmaState, replay } from '../cmaes/replay.ts'
import { normalQuantile } from '../math/normal-quantile.ts'
import { scrambledSobol } from '../math/sobol-points.ts'
import { defineSampler, type Provenance, type SuggestContext } from '../sampler.ts'
import { assign } from '../space/assign.ts'
import type { Params } from '../space/params.ts'
import { fromUnit } from '../space/unit-interval.ts'
import { sobolParams } from '../start-up.ts'

const maxTries = 1_000
const maxRedraws = 20 // redraws of a point outside of the unit cube, before it is reflected into the cube

/**
 * CMA-ES over the numeric parameters that every trial has, in the unit cube of their domains (including logarithmic
 * and stepped ones), with a margin for integers and IPOP restarts. Choices and conditional parameters
 * are drawn independently, near their values in the best trials.
 *
 * @see Hansen 2016, arXiv:1604.00772; Hamano et al. 2022 (margin); Nomura et al. 2023 (learning rates);
 *      Auger and Hansen 2005 (restarts)
 */
export const cmaes = defineSampler({
  summary: 'Covariance matrix adaptation, for numeric parameters that depend on one another',
  suits: 'numeric parameters that depend on one another, hundreds of trials',
  source: 'Hansen 2016; Hamano et al. 2022; Auger and Hansen 2005',
  phases: {
    marginal: {}, // without a numeric parameter common to all trials: draws near the best
    generation: {
      generation: 'from 0',
      sigma: 'step size in the unit cube',
      restarts: 'so far',
    },
  },
  options: z.strictObject({
    populationSize: z
      .int()
      .min(4)
      .nullable()
      .default(null)
      .describe('trials per generation; null: 4 + 2 ln(number of parameters)'),
    initialDeviation: z
      .number()
      .gt(0)
      .max(1)
      .default(0.15)
      .describe('of the first generation, as a share of each range'),
    restarts: z
      .boolean()
      .default(true)
      .describe('restart with twice the population after convergence'),
    learningRateAdaptation: z
      .boolean()
      .default(false)
      .describe('smaller steps where the objective is noisy'),
  }),
  usesHistory: true,
  isFinite: false,
  maxObjectives: 1,
  suggest(context, options) {
    const { space, history, directions, seed, isFeasible } = context
    const state = replay(space, history, {
      seed,
      direction: directions[0] ?? 'minimize',
      populationSize: options.populationSize,
      sigma: options.initialDeviation,
      restarts: options.restarts,
      adaptsRates: options.learningRateAdaptation,
      running: history.filter((trial) => trial.state === 'running').length,
    })
    for (let tries = 0; tries < maxTries; tries++) {
      const params = drawn(context, state, tries)
      if (isFeasible === null || isFeasible(params)) {
        return { params, provenance: describeState(state) }
      }
    }
    return 'unsatisfiable'
  },
})

function drawn(context: SuggestContext, state: CmaState, tries: number): Params {
  const { space, rng } = context
  const point = pointFrom(state, normals(context, state.axes.length, tries))
  const elites = state.elites.slice(0, Math.ceil(state.told / 8)).map(({ params }) => params)
  const spread = elites.length > 0 ? null : sobolParams(context, tries)
  const axisByName = new Map(state.axes.map(({ parameter }, i) => [parameter.name, i]))
  return assign(space, (parameter) => {
    const i = axisByName.get(parameter.name)
    if (i !== undefined) return fromUnit(parameter.domain, point[i] ?? 0.5)
    if (spread !== null && Object.hasOwn(spread, parameter.name)) return spread[parameter.name]
    return drawNearElites(parameter, elites, rng)
  })
}

/**
 * Draws from N(0, I): first quasi-random points, which cover a generation more evenly, then random ones.
 *
 * @see Teytaud and Gelly 2007, "DCMA: yet another derandomization in covariance-matrix-adaptation", GECCO
 */
function normals({ seed, suggestionIndex, rng }: SuggestContext, n: number, tries: number) {
  let draws = tries
  return () => {
    draws += 1
    return Float64Array.from({ length: n }, (_, i) =>
      draws === 1 ? normalQuantile(scrambledSobol(suggestionIndex, i, seed)) : rng.normal(),
    )
  }
}

/** A point of the unit cube. */
function pointFrom({ distribution, widening }: CmaState, draw: () => Float64Array): Float64Array {
  if (distribution === null) return new Float64Array(0)
  const { mean, sigma } = distribution
  let point = mean
  for (let redraws = 0; redraws <= maxRedraws; redraws++) {
    const step = stepFrom(distribution, draw())
    point = step.map((y, i) => (mean[i] as number) + sigma * (widening[i] as number) * y)
    if (point.every((value) => value >= 0 && value <= 1)) return point
  }
  return point.map(reflected)
}

function describeState({ distribution, restarts }: CmaState): Provenance {
  if (distribution === null) return { sampler: 'cmaes', phase: 'marginal' }
  const { generation, sigma } = distribution
  return { sampler: 'cmaes', phase: 'generation', generation, sigma, restarts }
}
