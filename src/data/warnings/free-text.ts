import type { InputColumn } from '../dataset.ts'
import { defineWarning, tableColumns } from './warning.ts'

const leastWords = 4 // on average
const leastDistinct = 0.5 // share of the rows

/** Finds inputs of sentences: as categories, nearly each sentence would be its own. */
export const freeText = defineWarning({
  code: 'free-text',
  summary: 'texts of several words that rarely repeat',
  find: ({ inputs }) =>
    tableColumns(inputs)
      .filter(isFreeText)
      .map(({ name }) => ({
        column: name,
        message: `'${name}' holds texts of several words that rarely repeat: each would be a category of its own`,
        suggestion:
          'name it in ignore, or replace it in the file with columns that hold the relevant facts',
        mend: { ignore: [name] },
      })),
})

export function isFreeText(column: InputColumn): boolean {
  if (column.encoding !== 'categorical') return false
  const { levels, codes } = column
  if (levels.length < leastDistinct * codes.length || levels.length < 2) return false
  const words = levels.reduce((sum, level) => sum + level.split(/\s+/).length, 0)
  return words >= leastWords * levels.length
}
