/**
 * Row types of prisma/schema.prisma, with narrower types where the schema says only text or JSON. Large integers are
 * read as numbers: none of ours exceeds 2^53.
 */
import { z } from 'zod'
import type { Direction } from '../search/compare/direction.ts'
import type { Params } from '../search/space/params.ts'
import type { TrialState } from '../search/trial.ts'
import type * as schema from './generated/client.ts'

type Narrowed<Row, Known> = Omit<Row, keyof Known> & Known

export const StudyState = z.enum(['running', 'paused', 'complete', 'failed', 'cancelled'])
export type StudyState = z.infer<typeof StudyState>

/** What ends a study: a limit of its budget, an exhausted sampler, or the user. */
export const stopRules = [
  'budget.trials',
  'budget.seconds',
  'budget.target',
  'budget.noImprovement',
  'budget.expectedImprovement',
  'exhausted',
  'cancelled',
] as const
type StopRule = (typeof stopRules)[number]
/** Starts with the rule; a colon and the measured value may follow. */
export type StopReason = StopRule | `${StopRule}: ${string}` | `${StopRule}, ${string}`

/** What a study does: search, train its finalists, train the winner on all rows, or nothing more. */
export const StudyPhase = z.enum(['search', 'finalists', 'refit', 'done'])
export type StudyPhase = z.infer<typeof StudyPhase>

/**
 * Origin of the params: the sampler, or a user who enqueued a trial or imported a finished one. The others are copies
 * of a search's trial: they train it again, and are no trials of the search.
 */
export const TrialSource = z.enum(['suggested', 'enqueued', 'imported', 'finalist', 'refit'])
export type TrialSource = z.infer<typeof TrialSource>

/** Expected improvement by the next trial, in the objective's units. */
export interface Expected {
  trials: number // ended trials that it was computed from
  value: number | null // null: too few of them are complete
}

/** How far a search was at a moment of its running time. */
export type PaceNote = [activeMs: number, trained: number, epochs: number]

export type StudyFields = Narrowed<
  schema.Study,
  {
    spec: unknown // the validated body, see study/study-spec.ts
    state: StudyState
    phase: StudyPhase
    direction: Direction
    stopReason: StopReason | null
    warmStart: unknown
    finalists: unknown
    model: unknown
    test: unknown
    plan: unknown
    version: number
    lastEvent: number
    activeMs: number
    bestHistory: [trials: number, value: number][]
    expectedHistory: Expected[]
    trainedMs: number
    pace: [PaceNote, PaceNote]
    epochsDone: number
  }
>

export type TrialFields = Narrowed<
  schema.Trial,
  {
    state: TrialState
    source: TrialSource
    params: Params
    spec: unknown
    provenance: unknown
    fencing: number
    peakBytes: number | null
    classes: unknown
    test: unknown
  }
>

export type DatasetFields = Narrowed<schema.Dataset, { spec: unknown; summary: unknown }>

export type EventFields = Narrowed<
  schema.Event,
  { seq: number; type: 'study' | 'trial'; data: Record<string, unknown> }
>

const largeIntegers = new Set([
  'version',
  'lastEvent',
  'activeMs',
  'epochsDone',
  'trainedMs',
  'fencing',
  'peakBytes',
  'seq',
])

/**
 * Column list of a SELECT for rows of `Pick<Fields, …>`.
 *
 * @param table  name or alias, needed in joins
 */
export function selectList(fields: readonly string[], table?: string): string {
  const columns = fields.map((field) => {
    const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    const type = largeIntegers.has(field) ? '::float8' : ''
    return `${table === undefined ? '' : `${table}.`}${column}${type} AS "${field}"`
  })
  return columns.join(', ')
}
