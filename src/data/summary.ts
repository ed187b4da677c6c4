import { z } from 'zod'
import {
  type ClassTarget,
  type Dataset,
  type DatetimeInput,
  type IgnoredColumn,
  type InputColumn,
  type NumericInput,
  Task,
  type TensorInputs,
} from './dataset.ts'
import { isoText } from './dates/format.ts'
import { type DatePart, dateParts, varyingParts } from './dates/parts.ts'
import { type Moments, momentsOf } from './prepare/moments.ts'
import { rowsFor } from './split/named-split.ts'
import { columnOf, searchRows } from './split/test-rows.ts'
import { StoredValidation, ValidationSpec } from './split/validation.ts'
import { warningsOf } from './warnings/index.ts'
import { Warning } from './warnings/warning.ts'

/** One column in the API's answer; the inputs of a tensor dataset are one column `inputs`. */
export const ColumnSummary = z.object({
  name: z.string(),
  type: z.enum(['number', 'text', 'boolean', 'datetime', 'tensor', 'other']),
  role: z.enum(['input', 'target', 'weight', 'ignored']),
  reason: z.string().optional().describe('why it is ignored where the spec did not ask for it'),
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
  dateFormat: z.string().optional().describe('how the file writes them'),
  dateParts: z
    .array(z.enum(Object.keys(dateParts) as DatePart[]))
    .optional()
    .describe('the numbers that they become'),
})
export type ColumnSummary = z.infer<typeof ColumnSummary>

/** What is known of a dataset without its rows: kept beside it, answered by the API, used to check studies. */
export const DatasetSummary = z.object({
  task: Task,
  rows: z.int(),
  testRows: z.int().describe('held back for the final evaluation'),
  inputShape: z.array(z.int()).nullable().describe('of one row; null for a table of columns'),
  classes: z.array(z.string()).nullable(),
  classRows: z
    .array(z.int())
    .optional()
    .describe('rows of each class beside the test rows, in the order of `classes`'),
  validation: StoredValidation.optional().describe(
    'of studies that give none, where the test rows are not at random; absent: a random fifth',
  ),
  columns: z.array(ColumnSummary),
  warnings: z.array(Warning),
})
export type DatasetSummary = z.infer<typeof DatasetSummary>

const levelsShown = 20

/** Schema and column statistics, over all rows. */
export function summarize(dataset: Dataset): DatasetSummary {
  const { inputs, target } = dataset
  const validation = validationLike(dataset)
  const searched = searchRows(dataset)
  return {
    task: dataset.task,
    rows: dataset.rows,
    testRows: dataset.rows - searched.length,
    inputShape: inputs.type === 'tensor' ? inputs.shape : null,
    classes: target.type === 'classes' ? target.classes : null,
    ...(target.type === 'classes' && { classRows: countClasses(target, searched) }),
    ...(validation && { validation }),
    columns: [
      ...(inputs.type === 'tensor'
        ? [summarizeTensor(inputs)]
        : inputs.columns.map(summarizeInput)),
      summarizeTarget(dataset),
      ...dataset.ignored.map((column) => summarizeIgnored(column, dataset)),
    ],
    warnings: warningsOf(dataset),
  }
}

type Statistics = Pick<ColumnSummary, 'missing' | 'distinct' | 'min' | 'max' | 'mean' | 'deviation'>

function summarizeInput(column: InputColumn): ColumnSummary {
  const { name, encoding } = column
  if (encoding === 'numeric') {
    return { name, type: 'number', role: 'input', encoding, ...numberStatistics(column) }
  }
  if (encoding === 'datetime') return { ...summarizeDates(column), name, role: 'input', encoding }
  const { type, levels, codes } = column
  return { name, type, role: 'input', encoding, ...levelStatistics(levels, codes) }
}

function summarizeTensor({ shape, values }: TensorInputs): ColumnSummary {
  const moments = momentsOf(values)
  return {
    name: 'inputs',
    type: 'tensor',
    role: 'input',
    encoding: 'numeric',
    shape,
    missing: 0,
    distinct: new Set(values).size,
    ...rangeOf(moments),
  }
}

function summarizeTarget({ target }: Dataset): ColumnSummary {
  const { name } = target
  if (target.type === 'values') {
    const { values } = target
    return { name, type: 'number', role: 'target', ...numberStatistics({ values }) }
  }
  const { classes, labels } = target
  return {
    name,
    type: 'text',
    role: 'target',
    encoding: 'categorical',
    ...levelStatistics(classes, labels),
  }
}

function summarizeIgnored(
  { ranks: _, ...column }: IgnoredColumn,
  { weights }: Dataset,
): ColumnSummary {
  if (weights?.name !== column.name) return { ...column, role: 'ignored' }
  return { ...column, role: 'weight', ...rangeOf(momentsOf(weights.values)) }
}

/** Rows to validate on are chosen as the test rows were: the latest, whole groups, or those that a column names. */
function validationLike(dataset: Dataset): ValidationSpec | null {
  const { test } = dataset
  if (!test) return null
  if (!('split' in test)) return ValidationSpec.parse({ type: 'holdout', ...test })
  const { split: column } = test
  const isNamed = rowsFor('validation', searchRows(dataset), columnOf(dataset, column)).length > 0
  return isNamed ? ValidationSpec.parse({ type: 'split', column }) : null
}

function countClasses({ classes, labels }: ClassTarget, rows: Uint32Array): number[] {
  const counts = new Array<number>(classes.length).fill(0)
  for (const row of rows) counts[labels[row]!]! += 1
  return counts
}

function numberStatistics({ values }: Pick<NumericInput, 'values'>): Statistics {
  const present = values.filter((value) => !Number.isNaN(value))
  return {
    missing: values.length - present.length,
    distinct: countDistinct(present),
    ...(present.length > 0 && rangeOf(momentsOf(present))),
  }
}

function summarizeDates({ format, values }: DatetimeInput) {
  const { missing, distinct, min, max } = numberStatistics({ values })
  return {
    type: 'datetime' as const,
    missing,
    distinct,
    ...(min !== undefined && { earliest: isoText(min) }),
    ...(max !== undefined && { latest: isoText(max) }),
    dateFormat: format,
    dateParts: varyingParts(values),
  }
}

function rangeOf({ min, max, mean, deviation }: Moments) {
  return { min, max, mean, deviation }
}

/** Sorts in place: for many values cheaper than a set. */
function countDistinct(values: Float64Array): number {
  values.sort()
  let count = 0
  for (let i = 0; i < values.length; i++) if (i === 0 || values[i] !== values[i - 1]) count++
  return count
}

function levelStatistics(levels: readonly string[], codes: Int32Array) {
  const rows = new Uint32Array(levels.length)
  let missing = 0
  for (const code of codes) {
    if (code < 0) missing++
    else rows[code]!++
  }
  const order = [...levels.keys()].sort((a, b) => rows[b]! - rows[a]! || a - b)
  return {
    missing,
    distinct: levels.length,
    levels: order
      .slice(0, levelsShown)
      .map((code) => ({ value: levels[code]!, rows: rows[code]! })),
  }
}
