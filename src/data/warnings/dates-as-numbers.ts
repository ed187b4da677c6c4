import { figuresFormat } from '../dates/figures.ts'
import { dateReader, isoText } from '../dates/format.ts'
import { defineWarning } from './warning.ts'

const few = 10 // fewer distinct values may look like dates by chance

/** Finds inputs such as 20240229: as numbers, the last day of a year and the first of the next are 8,870 apart. */
export const datesAsNumbers = defineWarning({
  code: 'dates-as-numbers',
  summary: 'an input of numbers that may be dates, such as 20240229',
  find: ({ inputs }) => {
    if (inputs.type === 'tensor') return []
    return inputs.columns.flatMap((column) => {
      if (column.encoding !== 'numeric') return []
      const first = column.values.find((value) => !Number.isNaN(value))
      if (first === undefined || figuresFormat([String(first)]) === null) return []
      const distinct = [...new Set(column.values)].filter((value) => !Number.isNaN(value))
      const format = distinct.length < few ? null : figuresFormat(distinct.map(String))
      if (format === null) return []
      const date = isoText(dateReader(format)(String(first))!.ms)
      return {
        column: column.name,
        message: `all values of '${column.name}' may be dates, such as ${first} (${date}), but are read as numbers`,
        suggestion: `give "datetime": {${JSON.stringify(column.name)}: "${format}"}`,
        mend: { datetime: { [column.name]: format } },
      }
    })
  },
})
