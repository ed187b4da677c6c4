/** Tables without colours: they are read in logs, too. */
import Table from 'cli-table3'

/** @param widths  of the columns, padding included; longer cells are wrapped. Absent: as wide as their text */
export function showTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  widths?: readonly number[],
): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    ...(widths === undefined ? {} : { colWidths: [...widths], wordWrap: true }),
  })
  for (const row of rows) table.push([...row])
  return table.toString()
}
