/** Finds columns that number or name the rows: other programs add them, and a model can learn nothing from them. */
import { type Column, sizeOf, type Table } from '../dataset.ts'
import { guessFormats } from '../dates/guess-format.ts'
import type { DatasetSpec } from '../spec.ts'
import type { Roles } from './roles.ts'

/** Least average run length: a column that restarts from 0 more often counts something else, such as weekdays. */
export const rowsOfFrame = 20
/** Share of distinct values among the rows; of rows drawn with replacement, 0.63 are distinct. */
const leastDistinct = 0.5

/** A column that may name the rows, and how that was recognised. */
export interface RowNames {
  column: number
  told: 'by having no name' | 'by the notes of pandas'
}

/**
 * Finds row names by column names: pandas calls an index `Unnamed: 0` after reading and writing it as CSV, and
 * `__index_level_0__` in Parquet.
 *
 * @param nameless  columns without a name in the file
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

/** An input that is left out because it names the rows. */
export interface LeftOut {
  column: number
  reason: string
}

/** The inputs to leave out; the spec can keep them with `keep`, `categorical` or `datetime`. */
export function rowNamesIn(
  { columns, rowNames }: Table,
  { inputs, kept, categorical, datetime }: Roles,
  { inputShape }: Pick<DatasetSpec, 'inputShape'>,
): LeftOut[] {
  const leftOut = rowNames.flatMap(({ column, told }, place) => {
    const isAsked = kept.has(column) || categorical.has(column) || datetime.has(column)
    if (!inputs.includes(column) || isAsked) return []
    if (told === 'by the notes of pandas') {
      return { column, reason: 'the file marks it as the index of a pandas frame' }
    }
    if (column !== place) return [] // an index comes first, and further levels follow it directly
    const reason = namesRows(columns[column]!)
    return reason === null ? [] : { column, reason }
  })
  const left = inputs.length - leftOut.length
  // the shape sets the number of input columns
  if (left === 0 || (inputShape && left !== sizeOf(inputShape))) return []
  return leftOut
}

/** Inputs without a name that the spec did not ask for. */
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
      return 'it has no name and counts the rows, like the index that pandas and R write'
    const distinct = new Set(values).size
    if (distinct === values.length)
      return 'it has no name and a different number in each row, like the index that pandas and R write'
    return distinct > leastDistinct * values.length
      ? 'it has no name and rarely repeats, like the index that pandas writes for sampled or concatenated rows'
      : null
  }
  if (column.type !== 'text') return null
  const isUnique = column.levels.length === column.codes.length
  if (guessFormats(column.levels).length > 0) return null // a model can learn from dates
  return isUnique
    ? 'it has no name and a different text in each row, like the row names that R writes'
    : null
}

/** Whether the values rise by one from row to row, with up to `mostRestarts` restarts, as in concatenated frames. */
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
