/**
 * Writes a table as CSV (RFC 4180), with a header and `\n` line ends.
 *
 * Numbers have the fewest digits that read back as the same double, times are ISO 8601 in UTC. A missing value is an
 * empty field, an empty text is `""`. Texts are exact, also where a spreadsheet would take them for a formula.
 */
import type { Cell, Table } from './table.ts'

export async function* writeCsv({ columns, pages }: Table): AsyncGenerator<string> {
  yield line(columns.map(({ name }) => name))
  for await (const rows of pages) yield rows.map(line).join('')
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(field).join(',')}\n`
}

function field(cell: Cell): string {
  if (cell === null) return ''
  if (cell instanceof Date) return cell.toISOString()
  const text = String(cell)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
