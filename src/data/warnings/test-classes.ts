import { searchRows, testRows } from '../split/test-rows.ts'
import { defineWarning } from './warning.ts'

const shown = 5

/** Finds classes that chosen test rows lack, or that no other row has: neither can be judged there. */
export const testClasses = defineWarning({
  code: 'test-classes',
  summary: 'a class that is only among the test rows, or not among them',
  find: (dataset) => {
    const { target, test } = dataset
    // random test rows keep the shares of the classes
    if (target.type !== 'classes' || test === undefined) return []
    const of = (rows: Uint32Array) => new Set(rows.map((row) => target.labels[row]!))
    const [tested, searched] = [of(testRows(dataset)), of(searchRows(dataset))]
    if (tested.size === 0) return []
    const lacking = (part: ReadonlySet<number>) =>
      target.classes.filter((_, label) => !part.has(label))
    return [
      ...told(lacking(searched), target.name, 'is only among the test rows: nothing can learn it'),
      ...told(lacking(tested), target.name, 'is not among the test rows: they cannot judge it'),
    ]
  },
})

function told(classes: readonly string[], column: string, what: string) {
  if (classes.length === 0) return []
  const list = classes.slice(0, shown).map((name) => `'${name}'`)
  const more = classes.length > shown ? ` and ${classes.length - shown} more` : ''
  return [
    {
      column,
      message: `of '${column}', ${list.join(', ')}${more} ${what}`,
      suggestion: 'choose the test rows so that each class is on both sides, or leave "test" out',
    },
  ]
}
