import { rngFor } from '../../src/search/rng.ts'
import type { SuggestContext } from '../../src/search/sampler.ts'
import type { SearchSpace } from '../../src/search/space/space.ts'

/** What a sampler is asked with for the trial of this number, of a study that nobody enqueued anything in. */
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
