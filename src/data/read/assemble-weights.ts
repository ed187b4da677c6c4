import type { Fault } from '../../errors.ts'
import type { Column, RowWeights } from '../dataset.ts'
import type { Notation } from '../text/notation.ts'
import { firstText, textFault } from '../text/text-fault.ts'
import { selectValues } from './select-rows.ts'

/** Builds the row weights. Returns null if the column is not valid; `faults` then holds the reason. */
export function assembleWeights(
  column: Column,
  rows: Uint32Array,
  notation: Notation,
  faults: Fault[],
): RowWeights | null {
  const { name } = column
  const refuse = (detail: string): null => {
    faults.push({ pointer: '/spec/sampleWeight', detail: `'${name}' ${detail}` })
    return null
  }
  if (column.type === 'other') return refuse(`is of type ${column.sqlType}: weights are numbers`)
  if (column.type === 'datetime') return refuse('holds dates: weights are numbers')
  if (column.type !== 'number') {
    const fault = textFault(column, notation, 'correct the file: weights are numbers')
    if (fault !== null) return refuse(fault.detail)
    const { text, row } = firstText(column, notation)
    return refuse(`has the text '${text}' in row ${row}: weights are numbers`)
  }
  const wrong = rows.find((row) => !(column.values[row]! >= 0))
  if (wrong !== undefined) {
    const value = column.values[wrong]!
    return refuse(
      Number.isNaN(value)
        ? `has no value in row ${wrong + 1}: every row needs a weight; 0 leaves a row out`
        : `is ${value} in row ${wrong + 1}: weights are 0 or more`,
    )
  }
  const values = selectValues(column.values, rows)
  if (values.every((value) => value === 0))
    return refuse('is 0 in every row: at least one weight must be above 0')
  return { name, values }
}
