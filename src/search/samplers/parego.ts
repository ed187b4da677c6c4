import { z } from 'zod'
import { type Losses, lossesOf } from '../pareto.ts'
import type { Rng } from '../rng.ts'
import { defineSampler, type SuggestContext } from '../sampler.ts'
import type { Trial } from '../trial.ts'
import { gp } from './gp.ts'

/**
 * ParEGO: the Gaussian process of `gp` for several objectives. Each suggestion weighs the objectives anew, at random,
 * and looks for the largest expected improvement of one number: the worst weighted loss, and a little of their sum
 * (augmented Chebyshev). So the trials come to lie along the whole Pareto front.
 *
 * Departs from the source: weights are drawn evenly from the simplex, not from a lattice on it.
 *
 * @see Knowles 2006, "ParEGO: a hybrid algorithm with on-line landscape approximation for expensive multiobjective
 *   optimization problems", IEEE TEC 10(1), eq. 2
 */
export const parego = defineSampler({
  summary:
    'Gaussian process over random weightings of several objectives, for few and costly trials',
  options: z.strictObject({
    startupTrials: z
      .int()
      .min(1)
      .default(10)
      .describe('quasi-random trials before the process is used'),
  }),
  usesHistory: true,
  isFinite: false,
  minObjectives: 2,
  maxObjectives: Number.POSITIVE_INFINITY,
  check: (space) => gp.check(space, {}),
  suggest(context, options) {
    const { directions, history, rng } = context
    const weights = drawWeights(directions.length, rng)
    const scalar = scalarised(history, directions, weights)
    const suggestion = gp.suggest(
      { ...context, directions: ['minimize'], history: scalar },
      options,
    )
    if (suggestion === null || suggestion === 'unsatisfiable') return suggestion
    const { provenance } = suggestion
    const isStart = provenance.phase === 'start-up'
    const why = isStart ? {} : { weights: weights.map((w) => w.toPrecision(3)).join(' ') }
    return { ...suggestion, provenance: { ...provenance, sampler: 'parego', ...why } }
  },
})

const sumShare = 0.05

/** Uniform on the simplex: exponential draws, divided by their sum. */
function drawWeights(count: number, rng: Rng): number[] {
  const draws = Array.from({ length: count }, () => -Math.log(1 - rng.uniform()))
  const sum = draws.reduce((total, draw) => total + draw, 0)
  return draws.map((draw) => draw / sum)
}

/** The same trials with one value each; objectives are scaled to [0, 1] over the complete ones. */
function scalarised(
  history: readonly Trial[],
  directions: SuggestContext['directions'],
  weights: readonly number[],
): Trial[] {
  const known = history
    .filter(({ state }) => state === 'complete')
    .map(({ values }) => lossesOf(values ?? [], directions))
    .filter((losses) => losses.every(Number.isFinite))
  const ranges = weights.map((_, i) => {
    const column = known.map((losses) => losses[i] as number)
    return { least: Math.min(...column), most: Math.max(...column) }
  })
  const scalarOf = (losses: Losses): number => {
    if (!losses.every(Number.isFinite)) return Number.NaN
    const weighted = losses.map((loss, i) => {
      const { least, most } = ranges[i]!
      return most > least ? ((weights[i] as number) * (loss - least)) / (most - least) : 0
    })
    return Math.max(...weighted) + sumShare * weighted.reduce((sum, loss) => sum + loss, 0)
  }
  return history.map((trial) => {
    const { values, vectors } = trial
    const reports = [...(vectors ?? [])].map(
      ([step, reported]) => [step, scalarOf(lossesOf(reported, directions))] as const,
    )
    return {
      ...trial,
      values: values === null ? null : [scalarOf(lossesOf(values, directions))],
      reports: new Map(reports),
    }
  })
}
