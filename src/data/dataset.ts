/** What the formats read (Table) and what a search trains on (Dataset): plain data, columns as typed arrays. */
import { z } from 'zod'
import type { RowNames } from './read/row-names.ts'
import type { Notation } from './text/notation.ts'
import type { Warning } from './warnings/warning.ts'

export const Task = z.enum(['classification', 'regression'])
export type Task = z.infer<typeof Task>

/** Numbers; a missing one is NaN, an infinite one does not occur. */
export interface NumberColumn {
  name: string
  type: 'number'
  hasLeadingZeros?: boolean // some are written like 007: perhaps they are codes
  values: Float64Array // [rows]
}

/** Texts as indices into their sorted distinct values; -1 is missing. */
export interface TextColumn {
  name: string
  type: 'text' | 'boolean'
  mayBeNumbers: boolean // false: the file or the spec says that these are texts
  levels: string[]
  codes: Int32Array // [rows]
}

/** Dates and times, in ms since 1970 in UTC; a missing one is NaN. */
export interface DatetimeColumn {
  name: string
  type: 'datetime'
  format: string // of the texts that /predict takes
  values: Float64Array // [rows]
}

/** A column that no network can take, such as a list: it can only be ignored. */
export interface OtherColumn {
  name: string
  type: 'other'
  sqlType: string
}

export type Column = NumberColumn | TextColumn | DatetimeColumn | OtherColumn

/** A file as it was read, before anyone said which column is what. */
export interface Table {
  rows: number
  columns: Column[]
  notation: Notation // of the numbers in its texts
  warnings: Warning[] // what reading has to say
  rowNames: RowNames[] // columns that may only name the rows
}

export interface NumericInput {
  name: string
  encoding: 'numeric'
  values: Float64Array // [rows], NaN: missing
}

/**
 * `type` is what the file held. It is 'number' only in datasets stored before categories were texts: there the levels
 * are '1', '2.5', … however they were written.
 */
export interface CategoricalInput {
  name: string
  encoding: 'categorical'
  type: 'number' | 'text' | 'boolean'
  levels: string[]
  codes: Int32Array // [rows], -1: missing
}

/** Moments, which become the numbers of `dates/parts.ts`. */
export interface DatetimeInput {
  name: string
  encoding: 'datetime'
  format: string // of the file's texts
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
  classes: string[] // as in the file; numeric order where all are numbers, else code unit order
  labels: Int32Array // [rows], indices into classes
}

export interface ValueTarget {
  type: 'values'
  name: string
  values: Float64Array // [rows], finite, in the target's own units
}

/** Which rows of a column share a value, and how the values are ordered: all that a split needs. */
export interface Ranks {
  codes: Int32Array // [rows], place of the value among the distinct ones; -1: missing
  levels: string[] | null // texts by code; null: not kept
  isOrdered: boolean // ascending codes are larger numbers or later times
}

/** An ignored column: its values are not kept but for splitting by them. */
export interface IgnoredColumn {
  name: string
  type: Column['type']
  missing: number
  distinct: number
  reason?: string // where not the spec left it out
  ranks?: Ranks | null // absent from what was stored before splits had columns; null for a column that has no such values
}

/** How much each row counts in the loss; the column is among the ignored ones. */
export interface RowWeights {
  name: string
  values: Float64Array // [rows], 0 or more, not all 0
}

/** How the test rows are chosen where not at random: the latest, whole groups, or those that a column names. */
export type TestChoice = { order: string | true } | { group: string } | { split: string }

export interface Dataset {
  name: string
  task: Task
  rows: number
  testFraction: number
  test?: TestChoice // absent: at random
  missing: string[] // the texts that mean "missing", for inputs at predict time
  notation: Notation // of numbers that are sent as texts at predict time
  inputs: TableInputs | TensorInputs
  target: ClassTarget | ValueTarget
  weights?: RowWeights | null // absent from what was stored before there were any
  ignored: IgnoredColumn[]
  warnings: Warning[] // what was said while the file was read
}

/** Product of a shape; 1 for the empty one. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1)
}
