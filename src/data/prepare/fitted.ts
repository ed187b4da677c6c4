import type { DatePart } from '../dates/parts.ts'
import type { Notation } from '../text/notation.ts'
import type { FittedEncoding } from './numeric/index.ts'

/** Types of preprocessing fitted to the training rows: plain JSON, stored with the model for /predict. */

/** Facts about missing values that every kind of column has. */
interface OfMissing {
  isComplete?: boolean // every row of the dataset has a value, so /predict needs one too; absent from old models
}

/** A number, encoded as numeric/index.ts says, with `fill` for a missing value; then the indicator, if any. */
export interface FittedNumeric extends OfMissing {
  name: string
  encoding: 'numeric'
  offset: number // of its first input
  as: FittedEncoding
  inputs: number // without the indicator
  log1p?: true // the sign of x times ln(1 + |x|) is encoded; `fill` is such a logarithm already
  fill: number
  indicator: boolean
}

/** A number as models stored it before there were several encodings: standardised. */
export interface OldNumeric extends Omit<FittedNumeric, 'as' | 'inputs'> {
  as?: never
  mean: number
  deviation: number
}

/**
 * A category: one input per level, then one for a missing value and one for rare levels, if the training rows had any.
 * A level that was never seen counts as rare. If there were no rare levels, all its inputs are 0, because an input that
 * was never trained would add noise.
 */
export interface FittedCategorical extends OfMissing {
  name: string
  encoding: 'categorical'
  offset: number
  type: 'number' | 'text' | 'boolean' // type in the file
  levels: (string | null)[] // level of each input; null: it occurs only in the training rows of other folds
  missingOffset: number | null // from the start of the row
  rareOffset: number | null
  ordered?: OrderedInputs // instead of one input per level
}

/** The inputs of a category with an order. `missingOffset` is that of an indicator after them. */
export interface OrderedInputs {
  levels: number[][] // of each level
  other: number[] // of a missing value, and of a text that is no level
}

/**
 * A moment, encoded part by part: (value − mean) / deviation, or the sine and cosine of a cyclic part; all are 0 for a
 * missing value. The indicator follows, if there is one.
 */
export interface FittedDatetime extends OfMissing {
  name: string
  encoding: 'datetime'
  offset: number // of its first input
  format: string // date format of texts in /predict
  parts: { part: DatePart; mean: number; deviation: number }[]
  indicator: boolean
}

export type FittedColumn = FittedNumeric | OldNumeric | FittedCategorical | FittedDatetime

export interface FittedTable {
  type: 'table'
  width: number
  columns: FittedColumn[] // without those that are constant in the training rows
  unused: string[] // other columns of the dataset: accepted in a row but ignored
  missing: string[] // texts that mean "missing"
  notation?: Notation // for numbers sent as texts; absent from models stored before notations existed
}

export interface FittedTensor {
  type: 'tensor'
  shape: number[] // of a row, before resizing
  resize: [number, number] | null // height and width; the engine resizes
  mean: number
  deviation: number
}

export type FittedInputs = FittedTable | FittedTensor

/** Shape of one encoded row, before any resizing. */
export function encodedShape(fitted: FittedInputs): number[] {
  return fitted.type === 'table' ? [fitted.width] : fitted.shape
}

/** The inputs of one categorical column, one for each level: at most one of them is 1. */
export interface InputBlock {
  offset: number // of its first input in a row
  width: number
}

/** The blocks of all categorical columns, in the order of their inputs. */
export function categoricalBlocks(fitted: FittedInputs): InputBlock[] {
  if (fitted.type === 'tensor') return []
  return fitted.columns.flatMap((column, index) => {
    const { encoding, offset } = column
    const end = fitted.columns[index + 1]?.offset ?? fitted.width
    return encoding === 'categorical' && !column.ordered ? [{ offset, width: end - offset }] : []
  })
}
