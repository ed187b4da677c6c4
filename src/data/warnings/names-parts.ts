import { parsePart } from '../split/named-split.ts'
import { defineWarning, tableColumns } from './warning.ts'

/** Finds inputs whose values mark rows as training, validation or test rows. */
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
        message: `'${name}' marks rows as training, validation or test rows, but is used as an ordinary input`,
        suggestion: `upload with "test": {"split": ${JSON.stringify(name)}}`,
        ...(levels.some((level) => parsePart(level) === 'test') && {
          mend: { test: { split: name } },
        }),
      }
    }),
})
