import { isInexactInteger, isNumberText } from '../text/number-text.ts'
import { textColumns } from './text-columns.ts'
import { defineWarning } from './warning.ts'

/** Finds classes and categories that spell one number in several ways, such as `1` and `1.0`. They stay separate. */
export const sameNumber = defineWarning({
  code: 'same-number',
  summary: 'classes or categories that are the same number in several spellings',
  find: (dataset) =>
    textColumns(dataset).flatMap(({ name, levels }) => {
      const spellings = firstSpellings(levels)
      if (!spellings) return []
      const [one, other] = spellings
      return {
        column: name,
        message: `'${name}' has both '${one}' and '${other}': one number, but two texts, so they are kept apart`,
        suggestion: 'if they mean the same, write them the same way in the file',
      }
    }),
})

/** Two spellings of the first number that has several; null unless all levels are numbers. */
function firstSpellings(levels: readonly string[]): [string, string] | null {
  if (!levels.every(isNumberText)) return null
  const seen = new Map<number | string, string>()
  for (const level of levels) {
    const value = isInexactInteger(level) ? level : Number(level) // a double cannot tell ids of 18 digits apart
    const first = seen.get(value)
    if (first !== undefined) return [first, level]
    seen.set(value, level)
  }
  return null
}
