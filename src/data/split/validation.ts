/** Ways to hold rows back while searching. A registry: the study schema and the API's answer are built from it. */
import { z } from 'zod'
import { type Tagged, taggedUnion } from '../../tagged-union.ts'
import { groupFolds, someGroups } from './group-splits.ts'
import { rowsFor } from './named-split.ts'
import type { SplitColumn } from './split-column.ts'
import { Group, Order, SplitName } from './split-options.ts'
import { type Fold, foldRows, holdoutRows, otherRows, streams } from './splits.ts'
import { latestRows, pastFolds } from './time-splits.ts'

export interface FoldContext {
  rows: Uint32Array // all but the test rows, ascending
  labels: Int32Array | null // classes by row of the dataset; null for a regression
  seed: number
  getColumn(name: string): SplitColumn // of those that the options name
}

/** What a trial is judged by when it has several folds is the mean of them. */
function defineValidation<S extends z.ZodObject>(validation: {
  options: S
  size: string // the option that says how many rows are held back
  foldCount(options: z.infer<S>): number // of one repeat
  fraction(options: z.infer<S>): number // share of the rows in a fold's validation part, about
  folds(context: FoldContext, options: z.infer<S>): Fold[] // may be fewer than `foldCount`, or have empty parts
}) {
  return validation
}

const stratified = z
  .boolean()
  .optional()
  .describe(
    'each class keeps its share; the default for a classification whose rows are held back at random, and only there',
  )

const repeats = z
  .int()
  .min(1)
  .max(20)
  .default(1)
  .describe(
    'how often each trial is trained, each time with other seeds and, where rows are held back at random, another split',
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
    folds: z.int().min(2).max(20).default(5).describe('parts, each validated on once a repeat'),
    order: Order.optional().describe(
      'a column of numbers or dates: each fold trains on what comes before its validation rows; true: the order of the file',
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

/** With all its options, as answers have it. */
export const StoredValidation = z.discriminatedUnion('type', [
  holdout.options,
  kfold.options,
  split.options,
])

/** Trainings of one trial. */
export function countFolds(validation: ValidationSpec): number {
  return findDefinition(validation).foldCount(validation) * validation.repeats
}

/** Share of the rows that a training is validated on, about. */
export function validationFraction(validation: ValidationSpec): number {
  return findDefinition(validation).fraction(validation)
}

/** The option that says how many rows are held back. */
export function sizeOption(validation: ValidationSpec): string {
  return findDefinition(validation).size
}

/** All folds, repeat after repeat; there may be fewer than `countFolds`, or empty parts, when there are few rows. */
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

/** The first repeat has the study's seed; seeds of studies are below 2^31. */
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
