import { type Fault, toPointer } from '../../errors.ts'
import {
  type CategoricalInput,
  type Column,
  type InputColumn,
  type NumberColumn,
  sizeOf,
  type Table,
  type TableInputs,
  type TensorInputs,
} from '../dataset.ts'
import { findDates, readDates } from '../dates/read-dates.ts'
import { inOrder, lackingLevels } from '../level-order.ts'
import type { DatasetSpec } from '../spec.ts'
import type { Notation } from '../text/notation.ts'
import { firstText, notationFault, type TextFault, textFault } from '../text/text-fault.ts'
import type { Roles } from './roles.ts'

/** Builds the inputs to learn from. Returns null if they are not valid; `faults` then holds the reasons. */
export function assembleInputs(
  { inputShape }: Pick<DatasetSpec, 'inputShape'>,
  { columns, notation }: Pick<Table, 'columns' | 'notation'>,
  { inputs, categorical, order, datetime }: Roles,
  faults: Fault[],
): TableInputs | TensorInputs | null {
  if (inputShape) {
    const tensor = inputs.map((index) => columns[index]!)
    return assembleTensor(inputShape, tensor, notation, faults)
  }
  const faultCount = faults.length
  const assembled = inputs.flatMap(
    (index) =>
      assembleColumn(
        columns[index]!,
        {
          isCategorical: categorical.has(index),
          order: order.get(index),
          dateFormat: datetime.get(index),
          notation,
        },
        faults,
      ) ?? [],
  )
  return faults.length > faultCount ? null : { type: 'table', columns: assembled }
}

function assembleColumn(
  column: Column,
  wanted: {
    isCategorical: boolean
    order: readonly string[] | undefined
    dateFormat: string | null | undefined
    notation: Notation
  },
  faults: Fault[],
): InputColumn | null {
  const { name } = column
  if (name === '__proto__') {
    const detail = `column '${name}' could not be sent to /predict, because its JSON does not accept such a name: rename it, or name it in ignore`
    faults.push({ pointer: '/file', detail })
    return null
  }
  if (column.type === 'other') {
    const detail = `column '${name}' is of type ${column.sqlType}: name it in ignore`
    faults.push({ pointer: '/file', detail })
    return null
  }
  if (column.type === 'number') return { name, encoding: 'numeric', values: column.values }
  if (column.type === 'datetime') {
    return { name, encoding: 'datetime', format: column.format, values: column.values }
  }
  const { isCategorical, order, dateFormat, notation } = wanted
  const { type, levels, codes } = column
  const category: CategoricalInput = { name, encoding: 'categorical', type, levels, codes }
  if (order) return inGivenOrder(category, order, faults)
  if (isCategorical) return category
  const ways = 'name the column in categorical to take its texts as they are, or in ignore'
  const refuse = (detail: string, own: TextFault['mends']): null => {
    const mends = [...own, { categorical: [name] }, { ignore: [name] }]
    faults.push({ pointer: '/file', detail: `column '${name}' ${detail}`, mends })
    return null
  }
  const dates = dateFormat === undefined ? findDates(column) : readDates(column, dateFormat)
  if (dates && 'detail' in dates) return refuse(`${dates.detail}; or ${ways}`, dates.mends)
  if (dates) return { name, encoding: 'datetime', ...dates }
  const fault = textFault(column, notation, ways)
  return fault ? refuse(fault.detail, fault.mends) : category
}

/** Puts the levels in the given order, which must have all of them. */
function inGivenOrder(
  category: CategoricalInput,
  order: readonly string[],
  faults: Fault[],
): CategoricalInput | null {
  const lacking = lackingLevels(category.levels, order)
  if (lacking.length === 0) return inOrder(category, order)
  const shown = lacking.slice(0, 10).map((level) => `'${level}'`)
  const more = lacking.length > shown.length ? ` and ${lacking.length - shown.length} others` : ''
  const detail = `lacks ${shown.join(', ')}${more}, which the column has: put it in its place, or in missing`
  faults.push({ pointer: toPointer(['spec', 'ordered', category.name]), detail })
  return null
}

function assembleTensor(
  shape: number[],
  columns: Column[],
  notation: Notation,
  faults: Fault[],
): TensorInputs | null {
  const size = sizeOf(shape)
  if (size !== columns.length) {
    const detail = `[${shape.join(', ')}] holds ${size} values, but ${columns.length} input columns are left`
    faults.push({ pointer: '/spec/inputShape', detail })
    return null
  }
  const broken = columns.flatMap((column) => tensorFault(column, notation) ?? [])
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

function tensorFault(column: Column, notation: Notation): string | null {
  const needed = 'with inputShape every input must be a number'
  if (column.type === 'other')
    return `column '${column.name}' is of type ${column.sqlType}: ${needed}`
  if (column.type === 'datetime') return `column '${column.name}' has dates: ${needed}`
  if (column.type !== 'number') {
    const fault = notationFault(column, notation, 'name the column in ignore')
    if (fault) return `column '${column.name}' ${fault.detail}`
    const { text, row } = firstText(column, notation)
    return `column '${column.name}' has the text '${text}' in row ${row}: ${needed}`
  }
  const row = column.values.findIndex((value) => Number.isNaN(value))
  return row < 0 ? null : `column '${column.name}' has no value in row ${row + 1}: ${needed}`
}
