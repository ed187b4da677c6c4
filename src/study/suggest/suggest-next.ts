/** Computes one suggestion; runs in this thread or in a worker thread. */

import type { Direction } from '../../search/compare/direction.ts'
import { drawnCell } from '../../search/constraints/drawn-cell.ts'
import { drawByWalkSat } from '../../search/constraints/walksat.ts'
import {
  type FiniteSpace,
  findFiniteSpace,
  triedCells,
  untriedParams,
} from '../../search/grid/finite-space.ts'
import { rngFor } from '../../search/rng.ts'
import type {
  Enqueued,
  Plan,
  Sampler,
  SuggestContext,
  Suggestion,
  SuggestResult,
} from '../../search/sampler.ts'
import { type SamplerSpec, samplers } from '../../search/samplers/index.ts'
import type { Params } from '../../search/space/params.ts'
import type { Trial } from '../../search/trial.ts'
import { chosen } from '../../tagged-union.ts'
import { createFiller, type FilledIn, type Filler } from '../fill-in.ts'
import type { LoadedSpace } from '../load-study.ts'

const repairSteps = 2_000
const repairStream = 1 // random stream, separate from the sampler's
const untriedStream = 2
const constraintMs = 0.2 // per constraint, if few configurations are feasible
const cellMs = 0.1 // to check whether a configuration was tried and is feasible

/** Which trial to suggest; plain data, because it is sent to threads. */
export interface NextTrial {
  sampler: SamplerSpec
  directions: readonly Direction[]
  seed: number // of the study
  number: number
  learnsUntil: number | null // number of the newest trial whose result may be used; null: all
  suggestionIndex: number
  enqueued: readonly Enqueued[]
  plan: Plan
}

/** A suggestion with its specification, fully validated. */
export type FilledSuggestion = Suggestion & FilledIn

export type NextSuggestion = FilledSuggestion | Exclude<SuggestResult, Suggestion>

/** @param history  all earlier trials, even if their results may not be used: they count as tried */
export function suggestNext(
  loaded: LoadedSpace,
  history: readonly Trial[],
  next: NextTrial,
): NextSuggestion {
  const fill = createFiller(loaded)
  const suggestion = suggestFeasible({ ...loaded, fill }, history, next)
  if (suggestion === null || suggestion === 'unsatisfiable') return suggestion
  const { lastStep } = suggestion.provenance
  const filled = fill(suggestion.params, typeof lastStep === 'number' ? lastStep : null)
  return { ...suggestion, ...filled }
}

interface FillingSpace extends LoadedSpace {
  fill: Filler
}

function suggestFeasible(
  loaded: FillingSpace,
  history: readonly Trial[],
  next: NextTrial,
): SuggestResult {
  const { definition, options } = chosen<Sampler>(samplers, next.sampler)
  const context = buildContext(loaded, history, next)
  const finite = countableSpace(loaded, next)
  if (finite !== null) return suggestUntried(finite, history, { loaded, next, context })
  const suggestion = definition.suggest(context, options)
  return suggestion === 'unsatisfiable'
    ? (repairSuggestion(loaded, next) ?? suggestion)
    : suggestion
}

/** Null if the sampler tracks the remaining configurations itself, or continues trials. */
export function countableSpace(
  { space }: LoadedSpace,
  { sampler }: Pick<NextTrial, 'sampler'>,
): FiniteSpace | null {
  const definition = samplers[sampler.type] as Sampler
  return definition.isFinite || definition.inherits ? null : findFiniteSpace(space)
}

/**
 * The sampler's suggestion if it is untried, otherwise its suggestion elsewhere, or any untried configuration. Null if
 * all were tried.
 */
function suggestUntried(
  finite: FiniteSpace,
  history: readonly Trial[],
  { loaded, next, context }: { loaded: FillingSpace; next: NextTrial; context: SuggestContext },
): SuggestResult {
  const tried = triedCells(finite, history)
  if (tried.size >= finite.cells) return null
  const { definition, options } = chosen<Sampler>(samplers, next.sampler)
  const isNew = (params: Params) => !tried.has(finite.findCell(params) ?? -1)
  const isFeasible = (params: Params) => loaded.fill(params).fault === null
  const elsewhere = () => ({
    ...context,
    rng: rngFor(next.seed, next.number),
    isFeasible: (params: Params) => isNew(params) && isFeasible(params),
  })
  for (const make of [() => context, elsewhere]) {
    const suggestion = definition.suggest(make(), options)
    if (suggestion === null || suggestion === 'unsatisfiable') continue
    if (isNew(suggestion.params)) return suggestion
  }
  const rng = rngFor(next.seed, next.number, untriedStream)
  const params = untriedParams(finite, tried, { rng, isFeasible })
  if (params === null) return null
  return { params, provenance: { sampler: next.sampler.type, phase: 'untried' } }
}

/** For spaces where so little is feasible that the sampler found nothing. */
function repairSuggestion(
  loaded: FillingSpace,
  { seed, number, sampler }: NextTrial,
): Suggestion | null {
  if (loaded.space.constraints.length === 0) return null
  const rng = rngFor(seed, number, repairStream)
  const isFeasible = (params: Params) => loaded.fill(params).fault === null
  const params =
    drawByWalkSat(loaded.space, { rng, steps: repairSteps, isFeasible }) ??
    drawnCell(loaded.space, { rng, isFeasible })
  const provenance = { sampler: sampler.type, phase: 'repaired' }
  return params === null ? null : { params, provenance }
}

/** See `Sampler.canSuggest`. */
export function isSamplerReady(
  loaded: LoadedSpace,
  history: readonly Trial[],
  next: NextTrial,
): boolean {
  const { definition, options } = chosen<Sampler>(samplers, next.sampler)
  const context = buildContext({ ...loaded, fill: createFiller(loaded) }, history, next)
  return definition.canSuggest(context, options)
}

/** Estimated cost of the suggestion, in ms. */
export function estimateCostMs(
  loaded: LoadedSpace,
  history: readonly Trial[],
  next: NextTrial,
): number {
  const { definition, options } = chosen<Sampler>(samplers, next.sampler)
  const { length: constraints } = loaded.space.constraints
  const context = buildContext({ ...loaded, fill: createFiller(loaded) }, history, next)
  const cost = definition.costMs(context, options) + constraintMs * constraints
  const finite = countableSpace(loaded, next)
  // finding one of the last untried configurations may need a scan of all
  return finite !== null && 2 * history.length > finite.cells ? cost + cellMs * finite.cells : cost
}

function buildContext(
  loaded: FillingSpace,
  history: readonly Trial[],
  { sampler, learnsUntil, ...next }: NextTrial,
): SuggestContext {
  return {
    ...next,
    space: loaded.space,
    history: learnsUntil === null ? history : history.filter((one) => one.number <= learnsUntil),
    rng: rngFor(next.seed, next.number),
    // a finite sampler must return all its cells, and a cell that cannot be built becomes a failed trial
    isFeasible: samplers[sampler.type].isFinite
      ? null
      : (params) => loaded.fill(params).fault === null,
    ...inheritance(loaded),
  }
}

/** A checkpoint fits trials of the same shape: the same network and training, except for numeric options. */
function inheritance(loaded: FillingSpace): Pick<SuggestContext, 'canInherit'> {
  if (loaded.data === null) return {}
  return {
    canInherit: (params, from) => {
      const { shape } = loaded.fill(params)
      return shape !== null && shape === loaded.fill(from).shape
    },
  }
}
