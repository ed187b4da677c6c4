import { z } from 'zod'
import { Task } from './dataset.ts'
import { type DatePart, dateParts } from './dates/parts.ts'
import { StoredValidation } from './split/validation.ts'
import { Warning } from './warnings/warning.ts'

/** One column in the API's answer. The inputs of a tensor dataset appear as one column, `inputs`. */
export const ColumnSummary = z.object({
  name: z.string(),
  type: z.enum(['number', 'text', 'boolean', 'datetime', 'tensor', 'other']),
  role: z.enum(['input', 'target', 'weight', 'ignored']),
  reason: z
    .string()
    .optional()
    .describe('why the column is ignored although the spec did not ask for it'),
  encoding: z.enum(['numeric', 'categorical', 'datetime']).optional(),
  missing: z.int().describe('rows without a value'),
  distinct: z.int().describe('distinct values'),
  min: z.number().optional(),
  max: z.number().optional(),
  mean: z.number().optional(),
  deviation: z.number().optional(),
  levels: z
    .array(z.strictObject({ value: z.string(), rows: z.int() }))
    .optional()
    .describe('the 20 most frequent'),
  shape: z.array(z.int()).optional(),
  earliest: z.string().optional().describe('of dates, in ISO 8601'),
  latest: z.string().optional(),
  order: z
    .array(z.string())
    .optional()
    .describe('the levels in their order, from the lowest, where the spec gives one'),
  dateFormat: z.string().optional().describe('the format of the dates in the file'),
  dateParts: z
    .array(z.enum(Object.keys(dateParts) as DatePart[]))
    .optional()
    .describe('the numbers that dates are encoded as'),
})
export type ColumnSummary = z.infer<typeof ColumnSummary>

/** Summary of a dataset without its rows: stored beside it, returned by the API and used to check studies. */
export const DatasetSummary = z.object({
  task: Task,
  rows: z.int(),
  testRows: z.int().describe('number of rows held back for the final evaluation'),
  inputShape: z
    .array(z.int())
    .nullable()
    .describe('shape of one row of a tensor dataset; null for a table of columns'),
  classes: z.array(z.string()).nullable(),
  classRows: z
    .array(z.int())
    .optional()
    .describe('number of rows of each class, without the test rows, in the order of `classes`'),
  validation: StoredValidation.optional().describe(
    'default validation of studies, given if the test rows are not random; absent: a random fifth of the rows',
  ),
  columns: z.array(ColumnSummary),
  warnings: z.array(Warning),
})
export type DatasetSummary = z.infer<typeof DatasetSummary>
