/** Types of a file as read (Table) and of the dataset that a search trains on (Dataset): plain data, typed arrays. */
import { z } from 'zod'
import type { RowNames } from './read/row-names.ts'
import type { Notation } from './text/notation.ts'
import type { Warning } from './warnings/warning.ts'

export const Task = z.enum(['classification', 'regression'])
export type Task = z.infer<typeof Task>

/** A column of numbers. NaN means missing; infinite values do not occur. */
export interface NumberColumn {
  name: string
  type: 'number'
  hasLeadingZeros?: boolean // some values are written like 007, so they may be codes
  mayGroupByPoints?: boolean // written like 1.234 and 900: points may group thousands
  values: Float64Array // [rows]
}

/** A column of texts, stored as indices into the sorted distinct values; -1 means missing. */
export interface TextColumn {
  name: string
  type: 'text' | 'boolean'
  mayBeNumbers: boolean // false: the file or the spec declares them as texts
  levels: string[]
  codes: Int32Array // [rows]
}

/** A column of dates and times, in ms since 1970 in UTC; NaN means missing. */
export interface DatetimeColumn {
  name: string
  type: 'datetime'
  format: string // date format of the texts that /predict accepts
  values: Float64Array // [rows]
}

/** A column that a network cannot use, such as a list; it can only be ignored. */
export interface OtherColumn {
  name: string
  type: 'other'
  sqlType: string
}

export type Column = NumberColumn | TextColumn | DatetimeColumn | OtherColumn

/** A file as read, before columns are assigned as target, inputs and so on. */
export interface Table {
  rows: number
  columns: Column[]
  notation: Notation // how numbers are written in its texts
  warnings: Warning[] // found while reading
  rowNames: RowNames[] // columns that may merely name the rows
}

export interface NumericInput {
  name: string
  encoding: 'numeric'
  values: Float64Array // [rows], NaN: missing
}

/**
 * A categorical input. `type` is the type in the file. It is 'number' only in datasets stored before categories were
 * kept as texts; their levels are '1', '2.5', …, whatever their spelling in the file.
 */
export interface CategoricalInput {
  name: string
  encoding: 'categorical'
  type: 'number' | 'text' | 'boolean'
  levels: string[]
  codes: Int32Array // [rows], -1: missing
  isOrdered?: true // the levels are in the order of the spec, from the lowest; some may not occur
}

/** An input of dates and times, which is encoded as the numbers listed in `dates/parts.ts`. */
export interface DatetimeInput {
  name: string
  encoding: 'datetime'
  format: string // date format of the texts in the file
  values: Float64Array // [rows], ms since 1970 in UTC, NaN: missing
}

export type InputColumn = NumericInput | CategoricalInput | DatetimeInput

export interface TableInputs {
  type: 'table'
  columns: InputColumn[]
}

export interface TensorInputs {
  type: 'tensor'
  shape: number[]
  values: Float32Array // [rows, ...shape], row-major
}

export interface ClassTarget {
  type: 'classes'
  name: string
  classes: string[] // as in the file; in numeric order if all are numbers, else in code unit order
  labels: Int32Array // [rows], indices into classes
}

export interface ValueTarget {
  type: 'values'
  name: string
  values: Float64Array // [rows], finite, in the target's own units
}

/** The part of a column that a split needs: which rows share a value, and the order of the values. */
export interface Ranks {
  codes: Int32Array // [rows], rank of the value among the distinct values; -1: missing
  levels: string[] | null // text of each code; null: not kept
  isOrdered: boolean // larger codes mean larger numbers or later times
}

/** An ignored column. Its values are kept only as far as splits need them. */
export interface IgnoredColumn {
  name: string
  type: Column['type']
  missing: number
  distinct: number
  reason?: string // set if the column was ignored without the spec asking for it
  ranks?: Ranks | null // absent from datasets stored before splits used columns; null if the column cannot split
}

/** The weight of each row in the loss. The column is also listed as ignored. */
export interface RowWeights {
  name: string
  values: Float64Array // [rows], 0 or more, not all 0
}

/** How test rows are chosen if not at random: the latest rows, whole groups, or the rows that a column marks. */
export type TestChoice = { order: string | true } | { group: string } | { split: string }

export interface Dataset {
  name: string
  task: Task
  rows: number
  testFraction: number
  test?: TestChoice // absent: at random
  missing: string[] // texts that mean "missing" in the inputs of a prediction
  notation: Notation // how numbers are written when a prediction sends them as texts
  inputs: TableInputs | TensorInputs
  target: ClassTarget | ValueTarget
  weights?: RowWeights | null // absent from datasets stored before weights existed
  ignored: IgnoredColumn[]
  warnings: Warning[] // found while the file was read
}

/** Number of elements of a tensor of this shape; 1 for an empty shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1)
}
