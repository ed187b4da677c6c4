/** Evaluates the trials of a run in the same way for both sides. */
import { hypervolume } from '../../src/search/compare/hypervolume.ts'
import { rngFor } from '../../src/search/rng.ts'
import type { Params } from '../../src/search/space/params.ts'
import type { TestFunction } from './functions/test-function.ts'

export interface Outcome {
  observed: readonly number[] | null // values reported to the sampler; null: failed
  true: readonly number[] | null // without noise
}

const noiseStream = 7

/** The noise depends only on the seed and the trial's number. */
export function outcomeOf(
  { evaluate, noise }: TestFunction,
  params: Params,
  { seed, number }: { seed: number; number: number },
): Outcome {
  const values = evaluate(params)
  if (values === null) return { observed: null, true: null }
  if (values.some((value) => !Number.isFinite(value))) {
    throw new Error(`Value is not finite: ${JSON.stringify(params)}`)
  }
  if (noise === 0) return { observed: values, true: values }
  const rng = rngFor(seed, number, noiseStream)
  return { observed: values.map((value) => value + noise * rng.normal()), true: values }
}

/**
 * The distance to the optimum after these trials: of the true value of the trial with the best observed value, or of
 * the hypervolume. Infinity if every trial failed.
 */
export function regretOf(
  { optimum, reference }: TestFunction,
  outcomes: readonly Outcome[],
): number {
  const complete = outcomes.filter(({ observed }) => observed !== null)
  if (reference !== null) {
    return (
      optimum -
      hypervolume(
        complete.map((one) => one.true!),
        reference,
      )
    )
  }
  if (complete.length === 0) return Number.POSITIVE_INFINITY
  const best = complete.reduce((a, b) => (b.observed![0]! < a.observed![0]! ? b : a))
  return best.true![0]! - optimum
}
