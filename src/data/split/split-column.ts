/** Columns to split by: they give the groups, the order or the parts of the rows, and need not be inputs. */
import { withHint } from '../../nearby.ts'
import type { Column, Dataset, InputColumn, Ranks } from '../dataset.ts'
import { isNumberText } from '../text/number-text.ts'

/** A column as ordered values; rows with equal codes share a value. */
export interface SplitColumn extends Ranks {
  name: string
}

const levelsKept = 100 // texts kept of an ignored column: enough for the names of parts

/** The part of a non-input column that splits need; null if rows cannot be split by it. */
export function rankValues(column: Column): Ranks | null {
  if (column.type === 'other') return null
  if (column.type === 'number' || column.type === 'datetime') return rankNumbers(column.values)
  const { levels, ...ranks } = rankTexts(column.levels, column.codes)
  return { ...ranks, levels: levels !== null && levels.length <= levelsKept ? levels : null }
}

/** @returns the column, or why rows cannot be split by a column of this name */
export function findSplitColumn(
  { inputs, target, ignored }: Pick<Dataset, 'inputs' | 'target' | 'ignored'>,
  name: string,
): SplitColumn | { fault: string } {
  if (name === target.name) return { fault: `'${name}' is the target` }
  const ofInputs = inputs.type === 'table' ? inputs.columns : []
  const input = ofInputs.find((column) => column.name === name)
  if (input) return { name, ...ranksOfInput(input) }
  const other = ignored.find((column) => column.name === name)
  if (!other) {
    const names = [...ofInputs, ...ignored].map((column) => column.name)
    return { fault: withHint(`the dataset has no column '${name}'`, name, names) }
  }
  if (other.ranks) return { name, ...other.ranks }
  const isOld = other.ranks === undefined && other.type !== 'other'
  return {
    fault: isOld
      ? `'${name}' is ignored, and the dataset was stored before such columns were kept: upload it again`
      : `the rows cannot be split by '${name}', which holds neither texts nor numbers nor dates`,
  }
}

function ranksOfInput(column: InputColumn): Ranks {
  return 'values' in column ? rankNumbers(column.values) : rankTexts(column.levels, column.codes)
}

function rankNumbers(values: Float64Array): Ranks {
  const distinct = Float64Array.from(new Set(values))
    .filter((value) => !Number.isNaN(value))
    .sort()
  const rank = new Map<number, number>()
  for (const [index, value] of distinct.entries()) rank.set(value, index)
  return {
    codes: Int32Array.from(values, (value) => rank.get(value) ?? -1),
    levels: null,
    isOrdered: true,
  }
}

/** Ranks of sorted levels, which are in order if they are numbers, or share a form from the largest unit down. */
function rankTexts(levels: string[], codes: Int32Array): Ranks {
  return { codes, levels, isOrdered: levels.every(isNumberText) || isWrittenAlike(levels) }
}

/** Whether all texts have one form, such as 2026-11-27, 2026-11-27T08:00:00Z, 2026-Q4 or 2026W48: they sort by time. */
function isWrittenAlike(levels: readonly string[]): boolean {
  const [first = ''] = levels
  const toShape = (text: string) => text.replace(/\d/g, '9')
  const shape = toShape(first)
  return /^\d{4}(\D|$)/.test(first) && levels.every((level) => toShape(level) === shape)
}
