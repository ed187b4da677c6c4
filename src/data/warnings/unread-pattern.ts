import type { CategoricalInput } from '../dataset.ts'
import { defineWarning, tableColumns } from './warning.ts'

const leastLevels = 20 // fewer texts with digits are categories
const ofOneShape = 0.95 // share of the levels
const mostLetters = 3 // in a row: more are words, and a number beside a word is a name

/** Finds categories that seem to be durations, dates or numbers in a form that is not read, such as `102:34:58`. */
export const unreadPattern = defineWarning({
  code: 'unread-pattern',
  summary: 'many texts of one form, such as `102:34:58`, which may be durations, dates or numbers',
  find: ({ inputs }) =>
    tableColumns(inputs).flatMap((column) => {
      if (column.encoding !== 'categorical' || column.isOrdered || !isOneShape(column)) return []
      const { name, levels } = column
      return {
        column: name,
        message: `'${name}' has ${levels.length} texts of one form, such as '${levels[0]}': each is a category of its own`,
        suggestion:
          'if they are durations, dates or numbers, write them as numbers or as 2024-02-29T13:45 in the file; dates of another form can be given a format in "datetime"',
      }
    }),
})

/** Whether nearly all levels are the same but for their digits, of which there are several groups. */
function isOneShape({ levels }: CategoricalInput): boolean {
  if (levels.length < leastLevels) return false
  const shapes = new Map<string, number>()
  for (const level of levels) {
    const shape = level.replace(/\d+/g, '0')
    shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
  }
  const [shape, count] = [...shapes].reduce((a, b) => (b[1] > a[1] ? b : a))
  const groups = shape.split('0').length - 1
  const words = new RegExp(`\\p{L}{${mostLetters + 1},}`, 'u')
  return groups >= 2 && count >= ofOneShape * levels.length && !words.test(shape)
}
