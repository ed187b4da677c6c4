/** A form for one row of a table: its fields by column. */
import type { Dataset } from '../../../api/types.ts'

type Column = Dataset['columns'][number]

export interface RowField {
  name: string
  kind: 'number' | 'choice' | 'text'
  choices: string[] // of a choice: levels, the most frequent first
  isOptional: boolean // the data lack some values of the column too
  hint: string
}

/** Levels that the answer of a dataset lists; a column with more of them is a text field. */
const listedLevels = 20

export function rowFields(columns: readonly Column[]): RowField[] {
  return columns.filter(({ role }) => role === 'input').map(fieldOf)
}

function fieldOf(column: Column): RowField {
  const { name, encoding, missing, levels = [], distinct, order, min, max, dateFormat } = column
  const common = { name, isOptional: missing > 0 }
  if (encoding === 'numeric') {
    const range = min === undefined || max === undefined ? '' : `${short(min)} to ${short(max)}`
    return { ...common, kind: 'number', choices: [], hint: range }
  }
  if (encoding === 'datetime') {
    return { ...common, kind: 'text', choices: [], hint: `as ${dateFormat ?? 'an ISO date'}` }
  }
  const choices = order ?? levels.map(({ value }) => value)
  if (order !== undefined || distinct <= listedLevels) {
    return { ...common, kind: 'choice', choices, hint: '' }
  }
  return { ...common, kind: 'text', choices: [], hint: `such as ${choices.slice(0, 3).join(', ')}` }
}

const short = (value: number) => String(Number(value.toPrecision(4)))

export type RowTexts = Readonly<Record<string, string>>

/** A row of the API as the form shows it. */
export function textsOf(row: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value === null || value === undefined ? '' : String(value),
    ]),
  )
}

/** A row as /predict takes it: numbers where they are numbers, null for what is left empty. */
export function rowOf(fields: readonly RowField[], texts: RowTexts): Record<string, unknown> {
  return Object.fromEntries(
    fields.map(({ name, kind }) => {
      const text = (texts[name] ?? '').trim()
      if (text === '') return [name, null]
      const number = Number(text)
      return [name, kind === 'number' && !Number.isNaN(number) ? number : text]
    }),
  )
}
