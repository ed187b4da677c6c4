/** What a sampler is: a function from the study so far to the params of the next trial. */
import type { z } from 'zod'
import type { Fault } from '../errors.ts'
import type { Direction } from './compare/direction.ts'
import type { Rng } from './rng.ts'
import type { Params } from './space/params.ts'
import type { SearchSpace } from './space/space.ts'
import type { Trial } from './trial.ts'

export interface SuggestContext {
  space: SearchSpace
  directions: readonly Direction[] // one per objective
  history: readonly Trial[] // every earlier trial, oldest first, running ones included
  number: number // of the trial to be suggested, from 0
  suggestionIndex: number // suggestions made before in this study; trials that users enqueued are none
  enqueued: readonly Enqueued[] // in the order of their numbers
  seed: number // the study's
  rng: Rng // rngFor(seed, number): a repeated call draws the same values
  isFeasible: ((params: Params) => boolean) | null // the constraints; null: none
  plan?: Plan // absent: nothing is known
  /** Can a trial of these params go on from a checkpoint of the others? Absent: nobody here knows. */
  canInherit?: (params: Params, from: Params) => boolean
}

/** What the study has in mind, as posted or changed since. */
export interface Plan {
  trials: number | null // at most; null: no limit
  parallelism: number | null // null: whatever the workers can take
}

/** A configuration that a user gave to be tried. */
export interface Enqueued {
  number: number // of its trial
  params: Params
}

export interface Suggestion {
  params: Params
  provenance: Provenance
}

/** Why these params: goes into the trial as it is. */
export interface Provenance {
  sampler: string
  phase: string
  [detail: string]: string | number | boolean | null
}

/**
 * The phases of a sampler's suggestions, and what each has in its provenance beside `sampler` and `phase`: key → meaning.
 * A key that ends in `?` is not in every suggestion; one in `*` is there once for each objective, as `weight0`. The phase `*`
 * stands for all that the chosen sampler has.
 */
export type Phases = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Null: every cell was suggested. Unsatisfiable: nothing feasible was found. */
export type SuggestResult = Suggestion | 'unsatisfiable' | null

/** Options arrive as they were posted, without `type`. */
export interface Sampler {
  summary: string
  suits: string // what it is a good choice for
  source: string | null // the publications
  phases: Phases
  options: z.ZodObject
  usesHistory: boolean // false: `history` may be empty
  isFinite: boolean // true: it always comes to an end, in a null
  needsFreeParameter: boolean // true: it refuses a space with nothing to search over
  inherits: boolean // true: trials go on from checkpoints of others, `provenance.parent`, until `provenance.lastStep`
  choosesAmong: Readonly<Record<string, Sampler>> | null // each suggestion is made by one of these, `provenance.chosen`
  minObjectives: number
  maxObjectives: number
  check(space: SearchSpace, options: unknown): Fault[]
  /** About how long a suggestion takes, in ms, with nothing remembered; long ones run in a thread of their own. */
  costMs(context: SuggestContext, options: unknown): number
  /** Trials that may run at once in a study that is `ordered`, where each sees only those that many before it. */
  maxParallelOrdered(options: unknown): number
  /** False: a trial that now runs or waits must end before the next can be suggested. */
  canSuggest(context: SuggestContext, options: unknown): boolean
  suggest(context: SuggestContext, options: unknown): SuggestResult
}

/**
 * Options are parsed here; inside, a sampler sees them typed. `check` says, before a study is made,
 * what of the space the sampler cannot do; its pointers are relative to the space.
 */
export function defineSampler<S extends z.ZodRawShape>(sampler: {
  summary: string
  suits: string
  source: string | null
  phases: Phases
  options: z.ZodObject<S>
  usesHistory: boolean
  isFinite: boolean
  needsFreeParameter?: boolean // false unless given
  inherits?: boolean // false unless given
  choosesAmong?: Readonly<Record<string, Sampler>> // null unless given
  minObjectives?: number // 1 unless given
  maxObjectives: number
  check?(space: SearchSpace, options: z.infer<z.ZodObject<S>>): Fault[]
  costMs?(context: SuggestContext, options: z.infer<z.ZodObject<S>>): number // by the history's size unless given
  maxParallelOrdered?(options: z.infer<z.ZodObject<S>>): number // no limit unless given
  isReady?(context: SuggestContext, options: z.infer<z.ZodObject<S>>): boolean // true unless given
  suggest(context: SuggestContext, options: z.infer<z.ZodObject<S>>): SuggestResult
}): Sampler {
  const { options, suggest, check, costMs, maxParallelOrdered, isReady, usesHistory } = sampler
  return {
    needsFreeParameter: false,
    minObjectives: 1,
    inherits: false,
    choosesAmong: null,
    ...sampler,
    options: options as unknown as z.ZodObject,
    check: (space, raw) => check?.(space, options.parse(raw)) ?? [],
    costMs: (context, raw) =>
      costMs?.(context, options.parse(raw)) ?? (usesHistory ? costOfReading(context) : 0),
    maxParallelOrdered: (raw) =>
      maxParallelOrdered?.(options.parse(raw)) ?? Number.POSITIVE_INFINITY,
    canSuggest: (context, raw) => isReady?.(context, options.parse(raw)) ?? true,
    suggest: (context, raw) => suggest(context, options.parse(raw)),
  }
}

/** Measured with tpe, cmaes and nsga2, rounded up. */
function costOfReading({ history, space }: SuggestContext): number {
  return 1e-3 * history.length * space.parameters.length
}
