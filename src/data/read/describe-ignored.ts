import type { Column, IgnoredColumn } from '../dataset.ts'
import { findDates, readDates } from '../dates/read-dates.ts'
import { rankValues } from '../split/split-column.ts'
import type { TextFault } from '../text/text-fault.ts'
import { selectLevels, selectValues } from './select-rows.ts'

/**
 * Describes an ignored column. A column of dates is ordered by time, whatever its texts look like.
 *
 * @param dateFormat  format of a column that the spec lists as dates; null: detect it
 * @returns           the description, or what is wrong with its dates
 */
export function describeIgnored(
  given: Column,
  rows: Uint32Array,
  dateFormat?: string | null,
): IgnoredColumn | TextFault {
  const column = withDates(given, dateFormat)
  if ('detail' in column) return column
  const { name, type } = column
  if (column.type === 'other') return { name, type, missing: 0, distinct: 0, ranks: null }
  if ('values' in column) {
    const values = selectValues(column.values, rows)
    const present = values.filter((value) => !Number.isNaN(value))
    const distinct = new Set(present).size
    const ranks = rankValues({ ...column, values })
    return { name, type, missing: values.length - present.length, distinct, ranks }
  }
  const { levels, codes } = selectLevels(column, rows)
  const missing = codes.reduce((count, code) => count + (code < 0 ? 1 : 0), 0)
  const ranks = rankValues({ ...column, levels, codes })
  return { name, type, missing, distinct: levels.length, ranks }
}

function withDates(column: Column, format: string | null | undefined): Column | TextFault {
  if (column.type !== 'text') return column
  const dates = format === undefined ? findDates(column) : readDates(column, format)
  if (dates === null) return column
  if ('detail' in dates) return format === undefined ? column : dates
  return { name: column.name, type: 'datetime', ...dates }
}
