import type { InputColumn } from '../dataset.ts'
import { tableColumns, type WarningRule } from './warning.ts'

const leastWords = 4 // on average
const leastDistinct = 0.5 // share of the rows

/** Sentences: as categories each of them is known by nothing but itself. */
export const freeText: WarningRule = ({ inputs }) =>
  tableColumns(inputs)
    .filter(isFreeText)
    .map(({ name }) => ({
      column: name,
      code: 'free-text',
      message: `'${name}' holds texts of several words that hardly repeat: each would be a category of its own`,
      suggestion:
        'name it in ignore, or replace it in the file by columns that say what matters in it',
    }))

export function isFreeText(column: InputColumn): boolean {
  if (column.encoding !== 'categorical') return false
  const { levels, codes } = column
  if (levels.length < leastDistinct * codes.length || levels.length < 2) return false
  const words = levels.reduce((sum, level) => sum + level.split(/\s+/).length, 0)
  return words >= leastWords * levels.length
}
