/** Columns that number or name the rows: other programs write them of their own accord, and there is nothing to learn from them. */
import { type Column, sizeOf, type Table } from './dataset.ts'
import type { Roles } from './roles.ts'
import type { DatasetSpec } from './spec.ts'

/** Fewer on average, and a column that counts from 0 again and again counts something else, such as weekdays. */
const rowsOfFrame = 20

/** A column that may be one, as the file tells. */
export interface RowNames {
  column: number
  told: 'by having no name' | 'by the notes of pandas'
}

/** An input that is left out. */
export interface LeftOut {
  column: number
  reason: string
}

/** The inputs to leave out, unless the spec asks for them by `keep`, `categorical` or `datetime`. */
export function rowNamesIn(
  { columns, rowNames }: Table,
  { inputs, kept, categorical, datetime }: Roles,
  { inputShape }: Pick<DatasetSpec, 'inputShape'>,
): LeftOut[] {
  const leftOut = rowNames.flatMap(({ column, told }) => {
    const isAsked = kept.has(column) || categorical.has(column) || datetime.has(column)
    if (!inputs.includes(column) || isAsked) return []
    if (told === 'by the notes of pandas') {
      return { column, reason: 'the index of a pandas frame, says the file' }
    }
    const reason = namesRows(columns[column]!)
    return reason === null ? [] : { column, reason }
  })
  const left = inputs.length - leftOut.length
  // the shape says how many columns are inputs
  if (left === 0 || (inputShape && left !== sizeOf(inputShape))) return []
  return leftOut
}

function namesRows(column: Column): string | null {
  if (column.type === 'number') {
    const { values } = column
    if (!values.every(Number.isInteger)) return null
    if (isCounting(values, values.length / rowsOfFrame))
      return 'has no name and counts the rows: an index, as pandas and R write it'
    const isUnique = new Set(values).size === values.length
    return isUnique
      ? 'has no name and a number of its own in each row: an index, as pandas and R write it'
      : null
  }
  if (column.type !== 'text') return null
  const isUnique = column.levels.length === column.codes.length
  return isUnique
    ? 'has no name and another text in each row: names of the rows, as R writes them'
    : null
}

/** Up by one from row to row, but for some that start again, as where frames were put one below the other. */
export function isCounting(values: Float64Array, mostRestarts = 0): boolean {
  const [first = 0, second] = values
  if (second !== first + 1) return false
  let restarts = 0
  for (let row = 1; row < values.length; row++) {
    if (values[row] === values[row - 1]! + 1) continue
    if (values[row] !== first || ++restarts > mostRestarts) return false
  }
  return true
}
