/** The interface of samplers: a sampler suggests the params of the next trial from the study so far. */
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
  history: readonly Trial[] // every earlier trial, oldest first, including running ones
  number: number // of the trial to suggest, from 0
  suggestionIndex: number // number of earlier suggestions in this study, not counting trials that users enqueued
  enqueued: readonly Enqueued[] // in the order of their numbers
  seed: number // of the study
  rng: Rng // rngFor(seed, number): a repeated call draws the same values
  isFeasible: ((params: Params) => boolean) | null // checks the constraints; null: no constraints
  plan?: Plan // absent: unknown
  /** Whether a trial of these params can resume from a checkpoint of the other params. Absent: unknown. */
  canInherit?: (params: Params, from: Params) => boolean
}

/** The study's budget and parallelism, including later changes. */
export interface Plan {
  trials: number | null // maximum; null: no limit
  parallelism: number | null // null: as many trials as the workers can run
}

/** A trial that a user enqueued. */
export interface Enqueued {
  number: number // of the trial
  params: Params
}

export interface Suggestion {
  params: Params
  provenance: Provenance
}

/** The explanation of a suggestion; stored in the trial unchanged. */
export interface Provenance {
  sampler: string
  phase: string
  [detail: string]: string | number | boolean | null
}

/**
 * The phases of a sampler's suggestions, each with the keys that its provenance has in addition to `sampler` and
 * `phase`: key → meaning. A key that ends in `?` is optional. A key that ends in `*` occurs once for each objective,
 * such as `weight0`. The phase `*` stands for all phases of the chosen sampler.
 */
export type Phases = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Null: every cell has been suggested. Unsatisfiable: no feasible params were found. */
export type SuggestResult = Suggestion | 'unsatisfiable' | null

/** Options arrive as they were posted, without `type`. */
export interface Sampler {
  summary: string
  suits: string // when it is a good choice
  source: string | null // the publications
  phases: Phases
  options: z.ZodObject
  usesHistory: boolean // false: `history` may be empty
  isFinite: boolean // true: after finitely many suggestions it returns null
  needsFreeParameter: boolean // true: it rejects a space without a free parameter
  inherits: boolean // true: trials resume from the checkpoint of `provenance.parent` and end at `provenance.lastStep`
  choosesAmong: Readonly<Record<string, Sampler>> | null // one of these makes each suggestion: `provenance.chosen`
  minObjectives: number
  maxObjectives: number
  check(space: SearchSpace, options: unknown): Fault[]
  /** Approximate time of a suggestion with empty caches, in ms; slow ones run in a separate thread. */
  costMs(context: SuggestContext, options: unknown): number
  /** Maximum number of trials at once in an `ordered` study, where a trial sees only those that far before it. */
  maxParallelOrdered(options: unknown): number
  /** False: a running or waiting trial must end before the next suggestion. */
  canSuggest(context: SuggestContext, options: unknown): boolean
  suggest(context: SuggestContext, options: unknown): SuggestResult
}

/**
 * Makes a sampler that parses its options and passes them on typed. Before a study is created, `check` reports
 * parts of the space that the sampler does not support; its pointers are relative to the space.
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

/** Rounded up, so that a slow suggestion is computed in a thread rather than in the event loop. */
function costOfReading({ history, space }: SuggestContext): number {
  return 1e-3 * history.length * space.parameters.length
}
