import type { Fault } from '../errors.ts'
import {
  type Column,
  type InputColumn,
  type NumberColumn,
  sizeOf,
  type TableInputs,
  type TensorInputs,
} from './dataset.ts'
import type { Roles } from './roles.ts'
import type { DatasetSpec } from './spec.ts'
import { firstText, inexactInteger, strayText } from './stray-text.ts'

/** The columns to learn from; null when `faults` says why not. */
export function assembleInputs(
  { inputShape }: Pick<DatasetSpec, 'inputShape'>,
  columns: readonly Column[],
  { inputs, categorical }: Roles,
  faults: Fault[],
): TableInputs | TensorInputs | null {
  if (inputShape) {
    const tensor = inputs.map((index) => columns[index]!)
    return assembleTensor(inputShape, tensor, faults)
  }
  const faultCount = faults.length
  const assembled = inputs.flatMap(
    (index) => assembleColumn(columns[index]!, categorical.has(index), faults) ?? [],
  )
  return faults.length > faultCount ? null : { type: 'table', columns: assembled }
}

function assembleColumn(
  column: Column,
  isCategorical: boolean,
  faults: Fault[],
): InputColumn | null {
  const { name } = column
  if (column.type === 'other') {
    const detail = `column '${name}' is of type ${column.sqlType}: name it in ignore`
    faults.push({ pointer: '/file', detail })
    return null
  }
  if (column.type === 'number') return { name, encoding: 'numeric', values: column.values }
  const { type, levels, codes } = column
  const category: InputColumn = { name, encoding: 'categorical', type, levels, codes }
  if (isCategorical) return category
  const inexact = inexactInteger(column)
  if (inexact) {
    const detail =
      `column '${name}' has the integer ${inexact.text} in row ${inexact.row}, which a number of the training ` +
      'cannot hold exactly (beyond 2^53): name the column in ignore or categorical'
    faults.push({ pointer: '/file', detail })
    return null
  }
  const stray = strayText(column)
  if (stray) {
    const detail =
      `column '${name}' has numbers in ${stray.numbers} rows and text in ${stray.count}, ` +
      `first '${stray.text}' in row ${stray.row}: name the text in missing, or the column in categorical or ignore`
    faults.push({ pointer: '/file', detail })
    return null
  }
  return category
}

function assembleTensor(shape: number[], columns: Column[], faults: Fault[]): TensorInputs | null {
  const size = sizeOf(shape)
  if (size !== columns.length) {
    const detail = `[${shape.join(', ')}] holds ${size} values, but ${columns.length} input columns are left`
    faults.push({ pointer: '/spec/inputShape', detail })
    return null
  }
  const broken = columns.flatMap((column) => tensorFault(column) ?? [])
  for (const detail of broken.slice(0, 10)) faults.push({ pointer: '/file', detail })
  if (broken.length > 0) return null

  const numbers = columns as NumberColumn[]
  const rows = numbers[0]!.values.length
  const values = new Float32Array(rows * size)
  for (const [index, column] of numbers.entries()) {
    for (let row = 0; row < rows; row++) values[row * size + index] = column.values[row]!
  }
  return { type: 'tensor', shape, values }
}

function tensorFault(column: Column): string | null {
  const needed = 'with inputShape every input is a number'
  if (column.type === 'other')
    return `column '${column.name}' is of type ${column.sqlType}: ${needed}`
  if (column.type !== 'number') {
    const { text, row } = firstText(column)
    return `column '${column.name}' has the text '${text}' in row ${row}: ${needed}`
  }
  const row = column.values.findIndex((value) => Number.isNaN(value))
  return row < 0 ? null : `column '${column.name}' has no value in row ${row + 1}: ${needed}`
}
