/** Formats Markdown tables, and inserts them between their markers. */

/** @param rows  null cells are shown as – */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): string {
  const line = (cells: readonly (string | null)[]) =>
    `| ${cells.map((cell) => (cell ?? '–').replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

export const code = (text: string): string => `\`${text}\``

const marked = /<!-- table: (?<name>[\w-]+) -->\n(?:.*\n)*?<!-- \/table -->/g

/** Names of the tables in a page. */
export function tablesIn(page: string): string[] {
  return [...page.matchAll(marked)].map(({ groups }) => groups!.name!)
}

/**
 * Replaces each table in the page by its current version.
 *
 * @throws Error for a marker of an unknown table
 */
export function filled(page: string, tables: Readonly<Record<string, () => string>>): string {
  return page.replaceAll(marked, (_, name: string) => {
    const table = tables[name]
    if (!table)
      throw new Error(`unknown table "${name}"; the tables are ${Object.keys(tables).join(', ')}`)
    return `<!-- table: ${name} -->\n${table()}\n<!-- /table -->`
  })
}
