import { dateReader } from '../dates/format.ts'
import type { WarningRule } from './warning.ts'

const format = 'yyyyMMdd'
const few = 10 // distinct values that may be dates by chance

/** Inputs such as 20240229: as a number the last of a year and the first of the next are 8,870 apart. */
export const datesAsNumbers: WarningRule = ({ inputs }) => {
  if (inputs.type === 'tensor') return []
  const read = dateReader(format)
  const isDate = (value: number) =>
    value >= 19_000_101 && value <= 21_001_231 && read(String(value)) !== null
  return inputs.columns.flatMap((column) => {
    if (column.encoding !== 'numeric') return []
    const first = column.values.find((value) => !Number.isNaN(value))
    if (first === undefined || !isDate(first)) return []
    const distinct = [...new Set(column.values)].filter((value) => !Number.isNaN(value))
    if (distinct.length < few || !distinct.every(isDate)) return []
    return {
      column: column.name,
      code: 'dates-as-numbers',
      message: `all values of '${column.name}' are dates such as ${first}, taken for numbers`,
      suggestion: `give "datetime": {${JSON.stringify(column.name)}: "${format}"}`,
    }
  })
}
