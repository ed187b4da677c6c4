import { z } from 'zod'
import { type Dataset, type InputColumn, sizeOf } from './dataset.ts'
import { isoText } from './dates/format.ts'

/** One row of the file. `inputs` has the form that /predict accepts. */
export const PreviewRow = z.strictObject({
  inputs: z
    .union([z.record(z.string(), z.union([z.number(), z.string(), z.null()])), z.array(z.number())])
    .describe('in the form that /predict accepts: values by column name, or a flat tensor'),
  target: z.union([z.number(), z.string()]),
})
export type PreviewRow = z.infer<typeof PreviewRow>

export function preview(dataset: Dataset, { limit = 20 }: { limit?: number } = {}): PreviewRow[] {
  return Array.from({ length: Math.min(limit, dataset.rows) }, (_, row) => rowAt(dataset, row))
}

/** @param row  from 0, below the number of rows */
export function rowAt({ inputs, target }: Dataset, row: number): PreviewRow {
  return {
    inputs:
      inputs.type === 'table'
        ? Object.fromEntries(inputs.columns.map((column) => [column.name, valueAt(column, row)]))
        : tensorAt(inputs.values, sizeOf(inputs.shape), row),
    target: target.type === 'values' ? target.values[row]! : target.classes[target.labels[row]!]!,
  }
}

function valueAt(column: InputColumn, row: number): number | string | null {
  if (column.encoding === 'numeric') {
    const value = column.values[row]!
    return Number.isNaN(value) ? null : value
  }
  if (column.encoding === 'datetime') {
    const ms = column.values[row]!
    return Number.isNaN(ms) ? null : isoText(ms)
  }
  const level = column.levels[column.codes[row]!] ?? null
  return column.type === 'number' && level !== null ? Number(level) : level
}

/** Values rounded to the precision of a Float32: 0.1, not 0.10000000149. */
function tensorAt(values: Float32Array, size: number, row: number): number[] {
  return Array.from(values.subarray(row * size, (row + 1) * size), (value) =>
    Number(value.toPrecision(7)),
  )
}
