/**
 * Estimates how much the next trial will improve on the best one, so that a study can stop when it is small.
 *
 * Whatever sampler the study uses, a Gaussian process over its trials finds the point with the largest expected
 * improvement. Departs from the sources: the improvement itself is compared with a threshold in the objective's units;
 * the sources compare a bound on the regret with the noise of cross-validation.
 *
 * @see Makarova et al. 2022, "Automatic termination for hyperparameter optimization", AutoML-Conf;
 *      Jones et al. 1998, "Efficient global optimization of expensive black-box functions", §4.3 (stop when the
 *      expected improvement is small)
 */
import type { Direction } from './compare/direction.ts'
import { rngFor } from './rng.ts'
import { gp } from './samplers/gp.ts'
import type { SearchSpace } from './space/space.ts'
import type { Trial } from './trial.ts'

const leastTrials = 20 // the same as in Optuna's terminator
const perParameter = 3

/** @returns  in the objective's units, ≥ 0; null while too few trials are complete for an estimate */
export function expectedImprovement(
  space: SearchSpace,
  history: readonly Trial[],
  { direction, seed }: { direction: Direction; seed: number },
): number | null {
  const complete = history.filter(({ state }) => state === 'complete')
  const values = complete.map((trial) => trial.values?.[0] ?? Number.NaN).filter(Number.isFinite)
  if (values.length < Math.max(leastTrials, perParameter * space.parameters.length)) return null
  const suggestion = gp.suggest(
    {
      space,
      directions: [direction],
      history,
      number: 1, // a number at which the sampler exploits; at some numbers it explores
      suggestionIndex: history.length,
      enqueued: [],
      seed,
      rng: rngFor(seed, history.length, 3),
      isFeasible: null,
    },
    {},
  )
  if (suggestion === null || suggestion === 'unsatisfiable') return null
  const { expectedImprovement: expected } = suggestion.provenance
  return typeof expected === 'number' && Number.isFinite(expected) ? expected : null
}
