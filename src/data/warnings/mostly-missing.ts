import { defineWarning, tableColumns } from './warning.ts'

/** Finds inputs that have no value in more than half of the rows. Inputs without any value count as constant. */
export const mostlyMissing = defineWarning({
  code: 'mostly-missing',
  summary: 'more than half of the values are missing',
  find: ({ inputs, rows }) =>
    tableColumns(inputs).flatMap((column) => {
      const missing =
        'values' in column
          ? column.values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0)
          : column.codes.reduce((count, code) => count + (code < 0 ? 1 : 0), 0)
      if (missing <= rows / 2 || missing === rows) return []
      return {
        column: column.name,
        message: `'${column.name}' has no value in ${missing} of ${rows} rows`,
        suggestion:
          'name it in ignore, or show the network where it is missing: "preprocess": {"missingIndicator": true}',
        mend: { ignore: [column.name] },
      }
    }),
})
