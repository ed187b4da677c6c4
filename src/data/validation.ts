/** Ways to hold rows back while searching. A registry: the study schema and the API's answer are built from it. */
import { z } from 'zod'
import { taggedUnion } from '../tagged-union.ts'
import type { Task } from './dataset.ts'
import { foldRows, holdoutRows, otherRows } from './splits.ts'

/** Row indices, ascending. All folds of a validation have equally many rows of each kind. */
export interface Fold {
  train: Uint32Array
  validation: Uint32Array
}

interface FoldContext {
  rows: Uint32Array // all but the test rows, ascending
  labels: Int32Array | null // classes by row of the dataset; null for a regression
  seed: number
}

/** What a trial is judged by when it has several folds is the mean of them. */
function defineValidation<S extends z.ZodObject>(validation: {
  options: S
  foldCount(options: z.infer<S>): number // of one repeat
  fraction(options: z.infer<S>): number // share of the rows in a fold's validation part
  validationRows(context: FoldContext, options: z.infer<S>): Uint32Array[] // of each fold
}) {
  return validation
}

const stratified = z
  .boolean()
  .optional()
  .describe('each class keeps its share; the default for a classification, and only there')

const repeats = z
  .int()
  .min(1)
  .max(20)
  .default(1)
  .describe('how often each trial is trained, each time with another split and other seeds')

const holdout = defineValidation({
  options: z.strictObject({
    type: z.literal('holdout'),
    fraction: z.number().gt(0).max(0.9).default(0.2).describe('share of the rows to validate on'),
    repeats,
    stratified,
  }),
  foldCount: () => 1,
  fraction: ({ fraction }) => fraction,
  validationRows: ({ rows, labels, seed }, { fraction, stratified = labels !== null }) => [
    holdoutRows(rows, { fraction, labels: stratified ? labels : null, seed }),
  ],
})

/** @see Stone 1974, "Cross-validatory choice and assessment of statistical predictions", JRSS B 36 */
const kfold = defineValidation({
  options: z.strictObject({
    type: z.literal('kfold'),
    folds: z.int().min(2).max(20).default(5).describe('parts, each validated on once a repeat'),
    repeats,
    stratified,
  }),
  foldCount: ({ folds }) => folds,
  fraction: ({ folds }) => 1 / folds,
  validationRows: ({ rows, labels, seed }, { folds, stratified = labels !== null }) =>
    foldRows(rows, { count: folds, labels: stratified ? labels : null, seed }),
})

export const validations = { holdout, kfold } as const

/** How a study holds rows back from training. */
export type ValidationSpec = z.infer<typeof holdout.options> | z.infer<typeof kfold.options>
export const ValidationSpec = taggedUnion<ValidationSpec>('validation', validations)

/** Trainings of one trial. */
export function foldCountOf(validation: ValidationSpec): number {
  return definitionOf(validation).foldCount(validation) * validation.repeats
}

/** Share of the rows that a training is validated on. */
export function validationFraction(validation: ValidationSpec): number {
  return definitionOf(validation).fraction(validation)
}

/** All folds, repeat after repeat; a part of one may be empty when there are few rows. */
export function foldsOf(validation: ValidationSpec, { rows, labels, seed }: FoldContext): Fold[] {
  const { validationRows } = definitionOf(validation)
  return Array.from({ length: validation.repeats }, (_, repeat) =>
    validationRows({ rows, labels, seed: repeatSeed(seed, repeat) }, validation).map((held) => ({
      train: otherRows(rows, held),
      validation: held,
    })),
  ).flat()
}

/** Why a validation does not suit a task, or null. */
export function stratifiedFault(validation: ValidationSpec, task: Task): string | null {
  if (task === 'classification' || !validation.stratified) return null
  return 'a regression has no classes to stratify by'
}

/** The first repeat has the study's seed; seeds of studies are below 2^31. */
function repeatSeed(seed: number, repeat: number): number {
  return seed + repeat * 2 ** 31
}

interface AnyValidation {
  foldCount(options: ValidationSpec): number
  fraction(options: ValidationSpec): number
  validationRows(context: FoldContext, options: ValidationSpec): Uint32Array[]
}

function definitionOf({ type }: ValidationSpec): AnyValidation {
  return validations[type] as unknown as AnyValidation
}
