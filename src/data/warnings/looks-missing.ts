import { textColumns } from './text-columns.ts'
import { defineWarning } from './warning.ts'

/** Marks that programs write for missing values. `none` and `unknown` are not listed: they often have a meaning. */
const marks = /^(n\/?a|#n\/?a|nan|\(?null\)?|nil|\\n|missing|[?.*–—-]+)$/i

/** Finds classes and categories such as `?` and `NA`, where missing values may have become a class. */
export const looksMissing = defineWarning({
  code: 'looks-missing',
  summary: 'a class or category such as `?` or `NA` that may stand for a missing value',
  find: (dataset) =>
    textColumns(dataset).flatMap(({ name, levels }) => {
      const found = levels.filter((level) => marks.test(level))
      if (found.length === 0) return []
      const isTarget = name === dataset.target.name
      const what = isTarget ? 'class' : 'category'
      const also = isTarget ? ' and "dropMissingTarget": true' : ''
      return {
        column: name,
        message: `'${name}' has ${found.map((level) => `'${level}'`).join(', ')} as a ${what} of its own`,
        suggestion: `if it means a missing value, give "missing": ${JSON.stringify(found)}${also}`,
        mend: { missing: found, ...(isTarget && { dropMissingTarget: true }) },
      }
    }),
})
