import type { Column, IgnoredColumn } from './dataset.ts'
import { selectLevels, selectValues } from './select-rows.ts'
import { ranksOf } from './split-column.ts'

/** What is kept of a column that is no input. */
export function describeIgnored(column: Column, rows: Uint32Array): IgnoredColumn {
  const { name, type } = column
  if (column.type === 'other') return { name, type, missing: 0, distinct: 0, ranks: null }
  if (column.type === 'number') {
    const values = selectValues(column.values, rows)
    const present = values.filter((value) => !Number.isNaN(value))
    const distinct = new Set(present).size
    const ranks = ranksOf({ ...column, values })
    return { name, type, missing: values.length - present.length, distinct, ranks }
  }
  const { levels, codes } = selectLevels(column, rows)
  const missing = codes.reduce((count, code) => count + (code < 0 ? 1 : 0), 0)
  const ranks = ranksOf({ ...column, levels, codes })
  return { name, type, missing, distinct: levels.length, ranks }
}
