/** One suggestion: the same function in this thread and in another. */
import { drawnCell } from '../search/constraints/drawn-cell.ts'
import { repairedDraw } from '../search/constraints/repair.ts'
import type { Direction } from '../search/direction.ts'
import type { Params } from '../search/params.ts'
import { rngFor } from '../search/rng.ts'
import type {
  Enqueued,
  Plan,
  Sampler,
  SuggestContext,
  Suggestion,
  SuggestResult,
} from '../search/sampler.ts'
import { type SamplerSpec, samplers } from '../search/samplers/index.ts'
import type { Trial } from '../search/trial.ts'
import { fillIn, type LoadedSpace } from './load-study.ts'
import { chosen } from './study-spec.ts'

const repairSteps = 2_000
const repairStream = 1 // of random numbers, beside the sampler's

/** Which trial is asked for; plain data, since it goes to threads. */
export interface NextTrial {
  sampler: SamplerSpec
  directions: readonly Direction[]
  seed: number // the study's
  number: number
  suggestionIndex: number
  enqueued: readonly Enqueued[]
  plan: Plan
}

export function suggestNext(
  loaded: LoadedSpace,
  history: readonly Trial[],
  next: NextTrial,
): SuggestResult {
  const { definition, options } = chosen<Sampler>(samplers, next.sampler)
  const context = contextOf(loaded, history, next)
  const suggestion = definition.suggest(context, options)
  return suggestion === 'unsatisfiable' ? (repaired(loaded, next) ?? suggestion) : suggestion
}

/** Where so little is feasible that a sampler did not meet it. */
function repaired(loaded: LoadedSpace, { seed, number, sampler }: NextTrial): Suggestion | null {
  if (loaded.space.constraints.length === 0) return null
  const rng = rngFor(seed, number, repairStream)
  const isFeasible = (params: Params) => fillIn(loaded, params).fault === null
  const params =
    repairedDraw(loaded.space, { rng, steps: repairSteps, isFeasible }) ??
    drawnCell(loaded.space, { rng, isFeasible })
  const provenance = { sampler: sampler.type, phase: 'repaired' }
  return params === null ? null : { params, provenance }
}

/** See `Sampler.isReady`. */
export function isNextReady(
  loaded: LoadedSpace,
  history: readonly Trial[],
  next: NextTrial,
): boolean {
  const { definition, options } = chosen<Sampler>(samplers, next.sampler)
  return definition.isReady(contextOf(loaded, history, next), options)
}

/** About how long that takes, in ms. */
export function costOfNext(
  loaded: LoadedSpace,
  history: readonly Trial[],
  next: NextTrial,
): number {
  const { definition, options } = chosen<Sampler>(samplers, next.sampler)
  return definition.costMs(contextOf(loaded, history, next), options)
}

function contextOf(
  loaded: LoadedSpace,
  history: readonly Trial[],
  { sampler, ...next }: NextTrial,
): SuggestContext {
  return {
    ...next,
    space: loaded.space,
    history,
    rng: rngFor(next.seed, next.number),
    // a finite sampler must give exactly its cells: one that cannot be built becomes a failed trial
    isFeasible: samplers[sampler.type].isFinite
      ? null
      : (params) => fillIn(loaded, params).fault === null,
    ...inheritance(loaded),
  }
}

/** A checkpoint fits trials of the same shape: the same network, trained in the same way but for numbers. */
function inheritance(loaded: LoadedSpace): Pick<SuggestContext, 'canInherit'> {
  if (loaded.data === null) return {}
  return {
    canInherit: (params, from) => {
      const { shape } = fillIn(loaded, params)
      return shape !== null && shape === fillIn(loaded, from).shape
    },
  }
}
