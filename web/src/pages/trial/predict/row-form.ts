/** A form for one row of a table: its fields by column, and rows read from files. */
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

/**
 * The rows of an uploaded file: a JSON object or a list of them, or CSV with a header.
 *
 * @throws Error that says what is wrong
 */
export function rowsOfFile(name: string, text: string): Record<string, unknown>[] {
  if (/\.json$/i.test(name) || /^\s*[[{]/.test(text)) return rowsOfJson(text)
  const [header, ...lines] = csvRows(text)
  if (header === undefined || lines.length === 0) {
    throw new Error(
      'The file has no rows: give a header with the names of the columns, and a line for each row.',
    )
  }
  return lines.map((line) =>
    Object.fromEntries(
      header.map((column, at) => [column, line[at] === '' ? null : (line[at] ?? null)]),
    ),
  )
}

function rowsOfJson(text: string): Record<string, unknown>[] {
  const parsed: unknown = JSON.parse(text)
  const rows = Array.isArray(parsed) ? parsed : [parsed]
  if (
    rows.length > 0 &&
    rows.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row))
  ) {
    return rows as Record<string, unknown>[]
  }
  throw new Error('The file must have an object by column names, or a list of such objects.')
}

/** RFC 4180, with commas, semicolons or tabs: whichever the header has most of. */
export function csvRows(text: string): string[][] {
  const clean = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const header = clean.slice(0, clean.indexOf('\n') === -1 ? undefined : clean.indexOf('\n'))
  const delimiter = [',', ';', '\t']
    .map((one) => ({ one, count: header.split(one).length }))
    .reduce((a, b) => (b.count > a.count ? b : a)).one
  const rows: string[][] = [[]]
  let field = ''
  let isQuoted = false
  const endField = () => {
    rows.at(-1)!.push(field)
    field = ''
  }
  for (let at = 0; at < clean.length; at++) {
    const own = clean[at]!
    if (isQuoted) {
      if (own !== '"') field += own
      else if (clean[at + 1] === '"') {
        field += '"'
        at += 1
      } else isQuoted = false
    } else if (own === '"' && field === '') isQuoted = true
    else if (own === delimiter) endField()
    else if (own === '\n') {
      endField()
      rows.push([])
    } else field += own
  }
  endField()
  return rows.filter((row) => row.length > 1 || row[0] !== '')
}
