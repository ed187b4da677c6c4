import { z } from 'zod'
import type { Dataset, InputColumn, NumericInput, TensorInputs } from './dataset.ts'
import { type Moments, momentsOf } from './moments.ts'
import { testRows } from './splits.ts'
import { warningsOf } from './warnings/index.ts'
import { Warning } from './warnings/warning.ts'

/** One column in the API's answer; the inputs of a tensor dataset are one column `inputs`. */
export const ColumnSummary = z.object({
  name: z.string(),
  type: z.enum(['number', 'text', 'boolean', 'tensor', 'other']),
  role: z.enum(['input', 'target', 'ignored']),
  encoding: z.enum(['numeric', 'categorical']).optional(),
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
})
export type ColumnSummary = z.infer<typeof ColumnSummary>

/** What is known of a dataset without its rows: kept beside it, answered by the API, used to check studies. */
export const DatasetSummary = z.object({
  task: z.enum(['classification', 'regression']),
  rows: z.int(),
  testRows: z.int().describe('held back for the final evaluation'),
  inputShape: z.array(z.int()).nullable().describe('of one row; null for a table of columns'),
  classes: z.array(z.string()).nullable(),
  columns: z.array(ColumnSummary),
  warnings: z.array(Warning),
})
export type DatasetSummary = z.infer<typeof DatasetSummary>

const levelsShown = 20

/** Schema and column statistics, over all rows. */
export function summarize(dataset: Dataset): DatasetSummary {
  const { inputs, target } = dataset
  return {
    task: dataset.task,
    rows: dataset.rows,
    testRows: testRows(dataset).length,
    inputShape: inputs.type === 'tensor' ? inputs.shape : null,
    classes: target.type === 'classes' ? target.classes : null,
    columns: [
      ...(inputs.type === 'tensor'
        ? [summarizeTensor(inputs)]
        : inputs.columns.map(summarizeInput)),
      summarizeTarget(dataset),
      ...dataset.ignored.map((column) => ({ ...column, role: 'ignored' as const })),
    ],
    warnings: warningsOf(dataset),
  }
}

function summarizeInput(column: InputColumn): ColumnSummary {
  const { name, encoding } = column
  if (encoding === 'numeric') {
    return { name, type: 'number', role: 'input', encoding, ...numberStatistics(column) }
  }
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

function numberStatistics({ values }: Pick<NumericInput, 'values'>) {
  const present = values.filter((value) => !Number.isNaN(value))
  return {
    missing: values.length - present.length,
    distinct: countDistinct(present),
    ...(present.length > 0 && rangeOf(momentsOf(present))),
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
