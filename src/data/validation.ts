import { z } from 'zod'
import type { Task } from './dataset.ts'
import { holdoutRows, otherRows } from './splits.ts'

/** Row indices, ascending. */
export interface Fold {
  train: Uint32Array
  validation: Uint32Array
}

interface FoldContext {
  rows: Uint32Array // all but the test rows, ascending
  labels: Int32Array | null // classes by row of the dataset; null for a regression
  seed: number
}

/** A way to hold rows back while searching; several folds when each trial is to be trained several times. */
function defineValidation<S extends z.ZodObject>(validation: {
  options: S
  folds(context: FoldContext, options: z.infer<S>): Fold[]
}) {
  return validation
}

const stratified = z
  .boolean()
  .optional()
  .describe('each class keeps its share; the default for a classification, and only there')

const holdout = defineValidation({
  options: z.strictObject({
    type: z.literal('holdout'),
    fraction: z.number().gt(0).max(0.9).default(0.2).describe('share of the rows to validate on'),
    stratified,
  }),
  folds({ rows, labels, seed }, { fraction, stratified = labels !== null }) {
    const validation = holdoutRows(rows, { fraction, labels: stratified ? labels : null, seed })
    return [{ train: otherRows(rows, validation), validation }]
  },
})

/** The study schema and the API's answer are built from this. */
export const validations = { holdout } as const

/** How a study holds rows back from training. */
export const ValidationSpec = z.discriminatedUnion('type', [holdout.options])
export type ValidationSpec = z.infer<typeof ValidationSpec>

/** At least one fold; a part of it may be empty when there are few rows. */
export function foldsOf(validation: ValidationSpec, context: FoldContext): Fold[] {
  return validations[validation.type].folds(context, validation)
}

/** Why a validation does not suit a task, or null. */
export function stratifiedFault(validation: ValidationSpec, task: Task): string | null {
  if (task === 'classification' || !validation.stratified) return null
  return 'a regression has no classes to stratify by'
}
