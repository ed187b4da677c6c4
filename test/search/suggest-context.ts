import { rngFor } from '../../src/search/rng.ts'
import type { SuggestContext } from '../../src/search/sampler.ts'
import type { SearchSpace } from '../../src/search/space/space.ts'

/** The context of a suggestion for the trial of this number, in a study without enqueued trials. */
export function contextOf(
  space: SearchSpace,
  number: number,
  more: Partial<SuggestContext> = {},
): SuggestContext {
  const { seed = 11 } = more
  return {
    space,
    directions: ['minimize'],
    history: [],
    number,
    suggestionIndex: number,
    enqueued: [],
    seed,
    rng: rngFor(seed, number),
    isFeasible: null,
    ...more,
  }
}
