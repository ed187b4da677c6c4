import type { InputColumn } from '../dataset.ts'
import type { WarningRule } from './warning.ts'

/** Input columns with one value in every row: they cannot tell rows apart. */
export const constant: WarningRule = ({ inputs }) => {
  if (inputs.type === 'tensor') return []
  return inputs.columns.filter(isConstant).map(({ name }) => ({
    column: name,
    code: 'constant',
    message: `'${name}' is the same in every row`,
    suggestion: 'name it in ignore',
  }))
}

function isConstant(column: InputColumn): boolean {
  if (column.encoding === 'categorical') {
    return column.codes.every((code) => code === column.codes[0])
  }
  return column.values.every((value) => Object.is(value, column.values[0]))
}
