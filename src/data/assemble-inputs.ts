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
import { firstText, strayText } from './stray-text.ts'

/** The columns to learn from; null when `faults` says why not. */
export function assembleInputs(
  { inputShape }: Pick<DatasetSpec, 'inputShape'>,
  { inputs, categorical }: Roles,
  faults: Fault[],
): TableInputs | TensorInputs | null {
  if (inputShape) return assembleTensor(inputShape, inputs, faults)
  const faultCount = faults.length
  const columns = inputs.flatMap((column) => assembleColumn(column, categorical, faults) ?? [])
  return faults.length > faultCount ? null : { type: 'table', columns }
}

function assembleColumn(
  column: Column,
  categorical: ReadonlySet<string>,
  faults: Fault[],
): InputColumn | null {
  const { name } = column
  if (column.type === 'other') {
    const detail = `column '${name}' is of type ${column.sqlType}: name it in ignore`
    faults.push({ pointer: '/file', detail })
    return null
  }
  if (column.type === 'number') {
    if (categorical.has(name)) return categoryOf(column)
    return { name, encoding: 'numeric', values: column.values }
  }
  const stray = categorical.has(name) ? null : strayText(column)
  if (stray) {
    const detail =
      `column '${name}' has numbers in ${stray.numbers} rows and text in ${stray.count}, ` +
      `first '${stray.text}' in row ${stray.row}: name the text in missing, or the column in categorical or ignore`
    faults.push({ pointer: '/file', detail })
    return null
  }
  const { type, levels, codes } = column
  return { name, encoding: 'categorical', type, levels, codes }
}

/** Numbers as categories; their levels are in numeric order. */
function categoryOf({ name, values }: NumberColumn): InputColumn {
  const distinct = [...new Set(values)].filter((value) => !Number.isNaN(value))
  distinct.sort((a, b) => a - b)
  const codeOf = new Map(distinct.map((value, index) => [value, index]))
  const codes = Int32Array.from(values, (value) => codeOf.get(value) ?? -1)
  return { name, encoding: 'categorical', type: 'number', levels: distinct.map(String), codes }
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
