/** Registry of the ways to hold back rows in a search. The study schema and the API's answer are built from it. */
import { z } from 'zod'
import { type Tagged, taggedUnion } from '../../tagged-union.ts'
import { groupFolds, someGroups } from './group-splits.ts'
import { rowsFor } from './named-split.ts'
import type { SplitColumn } from './split-column.ts'
import { Group, Order, SplitName } from './split-options.ts'
import { type Fold, foldRows, holdoutRows, otherRows, streams } from './splits.ts'
import { latestRows, pastFolds } from './time-splits.ts'

export interface FoldContext {
  rows: Uint32Array // all rows except the test rows, ascending
  labels: Int32Array | null // class of each row of the dataset; null for a regression
  seed: number
  getColumn(name: string): SplitColumn // a column that the options name
}

/** Defines a validation. A trial with several folds is judged by the mean over its folds. */
function defineValidation<S extends z.ZodObject>(validation: {
  options: S
  size: string // name of the option that sets how many rows are held back
  foldCount(options: z.infer<S>): number // folds of one repeat
  fraction(options: z.infer<S>): number // approximate share of the rows in a fold's validation part
  folds(context: FoldContext, options: z.infer<S>): Fold[] // there may be fewer than `foldCount`, and parts may be empty
}) {
  return validation
}

const stratified = z
  .boolean()
  .optional()
  .describe(
    'keeps the share of each class; the default for a classification with rows held back at random, and only allowed there',
  )

const repeats = z
  .int()
  .min(1)
  .max(20)
  .default(1)
  .describe(
    'number of times that each trial is trained, each time with other seeds and, if rows are held back at random, another split',
  )

const holdout = defineValidation({
  options: z.strictObject({
    type: z.literal('holdout'),
    fraction: z.number().gt(0).max(0.9).default(0.2).describe('share of the rows to validate on'),
    order: Order.optional(),
    group: Group.optional(),
    repeats,
    stratified,
  }),
  size: 'fraction',
  foldCount: () => 1,
  fraction: ({ fraction }) => fraction,
  folds({ rows, labels, seed, getColumn }, { fraction, order, group, stratified }) {
    if (order !== undefined) {
      return [hold(rows, latestRows(rows, { fraction, codes: readTimes(order, getColumn) }))]
    }
    if (group !== undefined) {
      const { codes } = getColumn(group)
      return [hold(rows, someGroups(rows, { fraction, codes, seed, stream: streams.holdout }))]
    }
    const strata = stratified === false ? null : labels
    return [hold(rows, holdoutRows(rows, { fraction, labels: strata, seed }))]
  },
})

/** @see Stone 1974, "Cross-validatory choice and assessment of statistical predictions", JRSS B 36 */
const kfold = defineValidation({
  options: z.strictObject({
    type: z.literal('kfold'),
    folds: z
      .int()
      .min(2)
      .max(20)
      .default(5)
      .describe('number of parts; each is the validation part once per repeat'),
    order: Order.optional().describe(
      'a column of numbers or dates: each fold trains on the rows before its validation rows; true: uses the order of the file',
    ),
    group: Group.optional(),
    repeats,
    stratified,
  }),
  size: 'folds',
  foldCount: ({ folds }) => folds,
  fraction: ({ folds, order }) => 1 / (order === undefined ? folds : folds + 1),
  folds({ rows, labels, seed, getColumn }, { folds: count, order, group, stratified }) {
    if (order !== undefined) return pastFolds(rows, { count, codes: readTimes(order, getColumn) })
    if (group !== undefined) {
      const { codes } = getColumn(group)
      const parts = groupFolds(rows, { count, codes, seed, stream: streams.folds })
      return parts.map((part) => hold(rows, part))
    }
    const strata = stratified === false ? null : labels
    return foldRows(rows, { count, labels: strata, seed }).map((part) => hold(rows, part))
  },
})

const split = defineValidation({
  options: z.strictObject({ type: z.literal('split'), column: SplitName, repeats }),
  size: 'column',
  foldCount: () => 1,
  fraction: () => 0.2,
  folds({ rows, getColumn }, { column }) {
    const parts = getColumn(column)
    return [
      { train: rowsFor('train', rows, parts), validation: rowsFor('validation', rows, parts) },
    ]
  },
})

export const validations = { holdout, kfold, split } as const

/** How a study holds rows back from training. */
export type ValidationSpec = Tagged<typeof validations>
export const ValidationSpec = taggedUnion<ValidationSpec>('validation', validations)

/** A validation with all its options, as in the API's answers. */
export const StoredValidation = z.discriminatedUnion('type', [
  holdout.options,
  kfold.options,
  split.options,
])

/** Number of trainings of one trial. */
export function countFolds(validation: ValidationSpec): number {
  return findDefinition(validation).foldCount(validation) * validation.repeats
}

/** Whether folds go forward in time: the first has the latest validation rows, and trains on all rows before them. */
export function isForward(validation: ValidationSpec): boolean {
  return validation.type === 'kfold' && validation.order !== undefined
}

/** Approximate share of the rows in the validation part of a training. */
export function validationFraction(validation: ValidationSpec): number {
  return findDefinition(validation).fraction(validation)
}

/** Name of the option that sets how many rows are held back. */
export function sizeOption(validation: ValidationSpec): string {
  return findDefinition(validation).size
}

/** All folds, repeat by repeat. With few rows there may be fewer than `countFolds`, and parts may be empty. */
export function makeFolds(validation: ValidationSpec, context: FoldContext): Fold[] {
  const { folds } = findDefinition(validation)
  return Array.from({ length: validation.repeats }, (_, repeat) =>
    folds({ ...context, seed: repeatSeed(context.seed, repeat) }, validation),
  ).flat()
}

function hold(rows: Uint32Array, held: Uint32Array): Fold {
  return { train: otherRows(rows, held), validation: held }
}

function readTimes(order: string | true, getColumn: FoldContext['getColumn']): Int32Array | null {
  return order === true ? null : getColumn(order).codes
}

/** Seed of a repeat. The first repeat uses the study's seed; seeds of studies are below 2^31. */
function repeatSeed(seed: number, repeat: number): number {
  return seed + repeat * 2 ** 31
}

interface AnyValidation {
  size: string
  foldCount(options: ValidationSpec): number
  fraction(options: ValidationSpec): number
  folds(context: FoldContext, options: ValidationSpec): Fold[]
}

function findDefinition({ type }: ValidationSpec): AnyValidation {
  return validations[type] as unknown as AnyValidation
}
