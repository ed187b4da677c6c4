import { defineWarning } from './warning.ts'

const fewRows = 5
const smallShare = 0.2 // of the rows that each class would have if all were equally large
const shown = 5

/** Finds classes with few rows, or far fewer than the others: accuracy hardly depends on them. */
export const rareClasses = defineWarning({
  code: 'rare-classes',
  summary: 'classes with fewer than 5 rows, or less than a fifth of an equal share',
  find: ({ target, rows }) => {
    if (target.type !== 'classes') return []
    const { name, classes, labels } = target
    const counts = new Uint32Array(classes.length)
    for (const label of labels) counts[label]!++
    const least = Math.max(fewRows, (smallShare * rows) / classes.length)
    const rare = classes
      .map((label, index) => ({ label, count: counts[index]! }))
      .filter(({ count }) => count < least)
      .sort((a, b) => a.count - b.count)
    if (rare.length === 0) return []
    const list = rare.slice(0, shown).map(({ label, count }) => `'${label}' (${count})`)
    const more = rare.length > shown ? ', …' : ''
    return [
      {
        column: name,
        message: `few of the ${rows} rows are of ${rare.length === 1 ? 'the class' : 'the classes'} ${list.join(', ')}${more}`,
        suggestion:
          'use validation.balancedAccuracy or validation.f1 as the objective and give classWeights, or leave out small classes with minClassRows',
      },
    ]
  },
})
