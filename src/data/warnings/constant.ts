import type { InputColumn } from '../dataset.ts'
import { defineWarning } from './warning.ts'

/** Finds input columns with the same value in every row: they cannot distinguish rows. */
export const constant = defineWarning({
  code: 'constant',
  summary: 'the same value in every row',
  find: ({ inputs }) => {
    if (inputs.type === 'tensor') return []
    return inputs.columns.filter(isConstant).map((column) => ({
      column: column.name,
      message: `'${column.name}' ${isEmpty(column) ? 'has no value in any row' : 'is the same in every row'}`,
      suggestion: 'name it in ignore',
      mend: { ignore: [column.name] },
    }))
  },
})

function isEmpty(column: InputColumn): boolean {
  return column.encoding === 'categorical' ? column.codes[0]! < 0 : Number.isNaN(column.values[0])
}

function isConstant(column: InputColumn): boolean {
  if (column.encoding === 'categorical') {
    return column.codes.every((code) => code === column.codes[0])
  }
  return column.values.every((value) => Object.is(value, column.values[0]))
}
