import { isCounting, rowsOfFrame } from '../read/row-names.ts'
import { defineWarning, tableColumns } from './warning.ts'

const leastRows = 10
/** Only columns of these names may restart, as in concatenated tables; an hour of the day restarts as well. */
const calledIndex = /^(index|level_\d+|row|row_?(id|num|number|names?)|obs|x|no|nr)$/i

/** Finds inputs that rise by one from row to row: row numbers carry no information about new rows. */
export const countsRows = defineWarning({
  code: 'counts-rows',
  summary: 'an input that rises by one from row to row',
  find: ({ inputs, rows }) =>
    tableColumns(inputs)
      .filter(
        (column) =>
          column.encoding === 'numeric' &&
          rows >= leastRows &&
          isCounting(column.values, calledIndex.test(column.name) ? rows / rowsOfFrame : 0),
      )
      .map(({ name }) => ({
        column: name,
        message: `'${name}' counts the rows`,
        suggestion: `if it only numbers them, leave it out: "ignore": [${JSON.stringify(name)}]; if it is a time, validate by it: "order": ${JSON.stringify(name)}`,
        mend: { ignore: [name] },
      })),
})
