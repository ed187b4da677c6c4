/** Columns of a table as data, and what a table of them is as CSV. */
import type { ReactNode } from 'react'

export type CellValue = string | number | boolean | null | undefined

export interface TableColumn<Row> {
  id: string
  title: string
  /** What is sorted by and exported: raw, with all digits. */
  value: (row: Row) => CellValue
  /** What is shown; without it, the value. */
  cell?: (row: Row) => ReactNode
  align?: 'start' | 'end'
  width?: number // pixels; columns share what is left of the table's width in proportion
  canSort?: boolean // true without it
  isHidden?: boolean // until someone chooses it
  hint?: string // tooltip of the heading
  hidesTitle?: boolean // for columns of buttons; screen readers still get it, CSV leaves the column out
}

export interface Sort {
  column: string
  isDescending: boolean
}

/** The columns to show: the chosen ones in their order in `columns`, or those that are not hidden. */
export function shownColumns<Row>(
  columns: readonly TableColumn<Row>[],
  chosen: readonly string[] | null,
): TableColumn<Row>[] {
  return columns.filter(({ id, isHidden }) => (chosen ? chosen.includes(id) : !isHidden))
}

/**
 * Orders values as people expect: numbers by size, texts by the language with numbers inside them by size. What is
 * missing has no place in the order: the caller puts it last.
 */
export function compareCells(a: CellValue, b: CellValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return collator.compare(String(a), String(b))
}

const collator = new Intl.Collator('en', { numeric: true })

export const isMissing = (value: CellValue): boolean =>
  value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))

/** The columns that are not of buttons alone, with their titles in the first line. */
export function toCsv<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  const exported = columns.filter(({ hidesTitle }) => !hidesTitle)
  return csvLines([
    exported.map(({ title }) => title),
    ...rows.map((row) => exported.map(({ value }) => value(row))),
  ])
}

/** RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvLines(lines: readonly (readonly CellValue[])[]): string {
  return `${lines.map((fields) => fields.map(csvField).join(',')).join('\r\n')}\r\n`
}

export function csvField(value: CellValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
