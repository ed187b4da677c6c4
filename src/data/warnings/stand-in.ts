import type { DatetimeInput, NumericInput } from '../dataset.ts'
import { isoText } from '../dates/format.ts'
import { defineWarning, type Finding, tableColumns } from './warning.ts'

const leastRows = 2 // with the value
const nines = /^(-99+|999+)$/
const firstDates = ['0001-01-01', '1900-01-01', '1970-01-01'].map((day) => Date.parse(day))
const farDates = Date.UTC(2999, 0)

/** Finds numbers and dates far from all others that people write for what is missing, such as -999 and 9999-12-31. */
export const standIn = defineWarning({
  code: 'stand-in',
  summary:
    'a number or date far from all others, such as -999 or 9999-12-31, that may stand for a missing value',
  find: ({ inputs }) =>
    tableColumns(inputs).flatMap((column) => {
      if (column.encoding === 'numeric') return ofNumbers(column)
      return column.encoding === 'datetime' ? ofDates(column) : []
    }),
})

function ofNumbers({ name, values }: NumericInput): Finding[] {
  const { low, high } = ends(values)
  return [low, high].flatMap(({ value, next, rows }) => {
    // all others are on the other side of zero, or much smaller
    const isFar = value < 0 ? next >= 0 : next < value / 3
    if (!nines.test(String(value)) || rows < leastRows || !isFar) return []
    return {
      column: name,
      message: `'${name}' is ${value} in ${rows} rows, and ${next} at the ${value < 0 ? 'least' : 'most'} in all others: does it stand for a missing value?`,
      suggestion: `if it does, give "missing": ["${value}"]`,
      mend: { missing: [`${value}`, `${value}.0`] },
    }
  })
}

function ofDates({ name, values }: DatetimeInput): Finding[] {
  const { low, high } = ends(values)
  const isFirst = firstDates.includes(low.value) && high.value - low.next < low.next - low.value
  const far = high.value >= farDates ? high : isFirst ? low : null
  if (!far || far.rows < leastRows) return []
  return [
    {
      column: name,
      message: `'${name}' is ${isoText(far.value)} in ${far.rows} rows, far from all other dates: does it stand for a missing value?`,
      suggestion: 'if it does, give its text in "missing"',
    },
  ]
}

/** The least and the greatest value, in how many rows they are, and the value next to each. */
function ends(values: Float64Array) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const [least, most] = [sorted[0]!, sorted.at(-1)!]
  const after = sorted.findIndex((value) => value > least)
  const before = sorted.findLastIndex((value) => value < most)
  return {
    low: { value: least, next: sorted[after] ?? Number.NaN, rows: Math.max(0, after) },
    high: { value: most, next: sorted[before] ?? Number.NaN, rows: sorted.length - 1 - before },
  }
}
