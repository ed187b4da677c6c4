/** Columns that number or name the rows: other programs write them of their own accord, and there is nothing to learn from them. */
import { type Column, sizeOf, type Table } from '../dataset.ts'
import { guessFormats } from '../dates/guess-format.ts'
import type { DatasetSpec } from '../spec.ts'
import type { Roles } from './roles.ts'

/** Fewer on average, and a column that counts from 0 again and again counts something else, such as weekdays. */
export const rowsOfFrame = 20
/** Share of the rows; of rows drawn with replacement 0.63 are distinct. */
const leastDistinct = 0.5

/** A column that may be one, as the file tells. */
export interface RowNames {
  column: number
  told: 'by having no name' | 'by the notes of pandas'
}

/**
 * What the names of the columns tell: pandas calls an index `Unnamed: 0` where it has read and written it again, and
 * `__index_level_0__` in Parquet.
 *
 * @param nameless  columns that have no name in the file
 */
export function rowNamesByName(
  names: readonly string[],
  nameless: readonly number[] = [],
): RowNames[] {
  const columnsWhere = (is: (name: string, column: number) => boolean) =>
    [...names.keys()].filter((column) => is(names[column]!, column))
  const isNameless = (name: string, column: number) =>
    nameless.includes(column) || /^Unnamed: \d+(\.\d+)*$/.test(name)
  return [
    ...columnsWhere(isNameless).map((column) => ({ column, told: 'by having no name' as const })),
    ...columnsWhere((name) => /^__index_level_\d+__$/.test(name)).map((column) => ({
      column,
      told: 'by the notes of pandas' as const,
    })),
  ]
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
  const leftOut = rowNames.flatMap(({ column, told }, place) => {
    const isAsked = kept.has(column) || categorical.has(column) || datetime.has(column)
    if (!inputs.includes(column) || isAsked) return []
    if (told === 'by the notes of pandas') {
      return { column, reason: 'the index of a pandas frame, says the file' }
    }
    if (column !== place) return [] // an index comes first; further ones follow it at once
    const reason = namesRows(columns[column]!)
    return reason === null ? [] : { column, reason }
  })
  const left = inputs.length - leftOut.length
  // the shape says how many columns are inputs
  if (left === 0 || (inputShape && left !== sizeOf(inputShape))) return []
  return leftOut
}

/** Columns without a name that are inputs all the same, though nobody has asked for them. */
export function namelessInputs(
  { rowNames }: Table,
  { inputs, kept, categorical, datetime }: Roles,
): number[] {
  return rowNames
    .filter(({ column, told }) => told === 'by having no name' && inputs.includes(column))
    .map(({ column }) => column)
    .filter((column) => !kept.has(column) && !categorical.has(column) && !datetime.has(column))
}

function namesRows(column: Column): string | null {
  if (column.type === 'number') {
    const { values } = column
    if (!values.every(Number.isInteger)) return null
    if (isCounting(values, values.length / rowsOfFrame))
      return 'has no name and counts the rows: an index, as pandas and R write it'
    const distinct = new Set(values).size
    if (distinct === values.length)
      return 'has no name and a number of its own in each row: an index, as pandas and R write it'
    return distinct > leastDistinct * values.length
      ? 'has no name and hardly repeats: the index of rows that were drawn or put together, as pandas writes it'
      : null
  }
  if (column.type !== 'text') return null
  const isUnique = column.levels.length === column.codes.length
  if (guessFormats(column.levels).length > 0) return null // a date is something to learn from
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
