import { parsePart } from '../split/named-split.ts'
import { defineWarning, tableColumns } from './warning.ts'

/** Inputs whose values say which rows are for training and which are not. */
export const namesParts = defineWarning({
  code: 'names-parts',
  summary: 'an input whose values are `train`, `validation` or `test`',
  find: ({ inputs }) =>
    tableColumns(inputs).flatMap((column) => {
      if (column.encoding !== 'categorical') return []
      const { name, levels } = column
      if (levels.length < 2 || levels.some((level) => parsePart(level) === null)) return []
      return {
        column: name,
        message: `'${name}' says which rows are for training, validation or test, and is an input like others now`,
        suggestion: `upload with "test": {"split": ${JSON.stringify(name)}}`,
      }
    }),
})
