import type { DatePart } from '../dates/parts.ts'
import type { Notation } from '../text/notation.ts'

/** Preprocessing after it was fitted to the training rows: plain JSON, kept with the model for /predict. */

/** What all kinds of columns say of values that are not there. */
interface OfMissing {
  isComplete?: boolean // every row of the dataset has a value: so must a row of /predict; absent from old models
}

/** (value − mean) / deviation, with `fill` for a missing value; at `offset + 1` the indicator, if there is one. */
export interface FittedNumeric extends OfMissing {
  name: string
  encoding: 'numeric'
  offset: number // of its first input
  mean: number
  deviation: number
  fill: number
  indicator: boolean
}

/**
 * One input a level, then one for a missing value and one for rare levels, if the training rows had such. A level
 * never seen is a rare one; where there were none, all its inputs are 0, for an input that was
 * never trained would add noise.
 */
export interface FittedCategorical extends OfMissing {
  name: string
  encoding: 'categorical'
  offset: number
  type: 'number' | 'text' | 'boolean' // what the file held
  levels: (string | null)[] // by input; null: its level is in the training rows of other folds alone
  missingOffset: number | null // from the start of the row
  rareOffset: number | null
}

/**
 * The parts of a moment, one after the other: (value − mean) / deviation, or sine and cosine of a cyclic one; all 0 for
 * a missing value. Then the indicator, if there is one.
 */
export interface FittedDatetime extends OfMissing {
  name: string
  encoding: 'datetime'
  offset: number // of its first input
  format: string // of texts in /predict
  parts: { part: DatePart; mean: number; deviation: number }[]
  indicator: boolean
}

export type FittedColumn = FittedNumeric | FittedCategorical | FittedDatetime

export interface FittedTable {
  type: 'table'
  width: number
  columns: FittedColumn[] // without those that are constant in the training rows
  unused: string[] // other columns of the dataset: accepted in a row, and of no effect
  missing: string[] // texts that mean "missing"
  notation?: Notation // of numbers sent as texts; models stored before there were notations lack it
}

export interface FittedTensor {
  type: 'tensor'
  shape: number[] // of a row, before resizing
  resize: [number, number] | null // for the engine, which has the operation
  mean: number
  deviation: number
}

export type FittedInputs = FittedTable | FittedTensor

/** Shape of one encoded row, before any resizing. */
export function encodedShape(fitted: FittedInputs): number[] {
  return fitted.type === 'table' ? [fitted.width] : fitted.shape
}

/** The inputs of one categorical column, one for each level: exactly one of them is 1, or none. */
export interface InputBlock {
  offset: number // of its first input in a row
  width: number
}

/** The blocks of all categorical columns, in the order of their inputs. */
export function categoricalBlocks(fitted: FittedInputs): InputBlock[] {
  if (fitted.type === 'tensor') return []
  return fitted.columns.flatMap(({ encoding, offset }, index) => {
    const end = fitted.columns[index + 1]?.offset ?? fitted.width
    return encoding === 'categorical' ? [{ offset, width: end - offset }] : []
  })
}
