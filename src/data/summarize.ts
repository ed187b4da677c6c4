import type {
  ClassTarget,
  Dataset,
  DatetimeInput,
  IgnoredColumn,
  InputColumn,
  NumericInput,
  TensorInputs,
} from './dataset.ts'
import { isoText } from './dates/format.ts'
import { varyingParts } from './dates/parts.ts'
import { computeMoments, type Moments } from './prepare/moments.ts'
import { rowsFor } from './split/named-split.ts'
import { requireColumn, searchRows } from './split/test-rows.ts'
import { ValidationSpec } from './split/validation.ts'
import type { ColumnSummary, DatasetSummary } from './summary.ts'
import { findWarnings } from './warnings/index.ts'

const levelsShown = 20

/** Computes the schema and the column statistics of a dataset, over all rows. */
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
    warnings: findWarnings(dataset),
  }
}

type Statistics = Pick<ColumnSummary, 'missing' | 'distinct' | 'min' | 'max' | 'mean' | 'deviation'>

function summarizeInput(column: InputColumn): ColumnSummary {
  const { name, encoding } = column
  if (encoding === 'numeric') {
    return { name, type: 'number', role: 'input', encoding, ...numberStatistics(column) }
  }
  if (encoding === 'datetime') return { ...summarizeDates(column), name, role: 'input', encoding }
  const { type, levels, codes, isOrdered } = column
  const order = isOrdered && { order: levels }
  return { name, type, role: 'input', encoding, ...order, ...levelStatistics(levels, codes) }
}

function summarizeTensor({ shape, values }: TensorInputs): ColumnSummary {
  const moments = computeMoments(values)
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
  return { ...column, role: 'weight', ...rangeOf(computeMoments(weights.values)) }
}

/** Default validation, chosen the way the test rows were: latest rows, whole groups, or rows that a column marks. */
function validationLike(dataset: Dataset): ValidationSpec | null {
  const { test } = dataset
  if (!test) return null
  if (!('split' in test)) return ValidationSpec.parse({ type: 'holdout', ...test })
  const { split: column } = test
  const isNamed =
    rowsFor('validation', searchRows(dataset), requireColumn(dataset, column)).length > 0
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
    ...(present.length > 0 && rangeOf(computeMoments(present))),
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

/** Number of distinct values. Sorts `values` in place, which is cheaper than a set for many values. */
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
