/**
 * What the next trial is expected to improve on the best one: a reason to end a study when it is little.
 *
 * A Gaussian process over the study's trials says where a trial would improve most, and by how much, whatever sampler
 * the study has. Departs from the sources: the improvement itself is compared with a threshold in the objective's
 * units, not a bound of the regret with the noise of cross-validation.
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

const leastTrials = 20 // as Optuna's terminator has it
const perParameter = 3

/** @returns  in the objective's units, ≥ 0; null while too few trials are complete to say */
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
      number: 1, // of an ordinary suggestion: some numbers are for exploring
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
