/** Tables without colours, so that they are readable in logs. */
import Table from 'cli-table3'

/** @param widths  of the columns, including padding; longer cells wrap. Default: as wide as the text */
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
