/** Tables in Markdown, and the places between markers where they stand. */

/** @param rows  null: left out of its cell */
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

/** Names of the tables that a page has. */
export function tablesIn(page: string): string[] {
  return [...page.matchAll(marked)].map(({ groups }) => groups!.name!)
}

/**
 * The page with each table as it should be.
 *
 * @throws Error for a marker of a table that there is not
 */
export function filled(page: string, tables: Readonly<Record<string, () => string>>): string {
  return page.replaceAll(marked, (_, name: string) => {
    const table = tables[name]
    if (!table) throw new Error(`no table "${name}": there are ${Object.keys(tables).join(', ')}`)
    return `<!-- table: ${name} -->\n${table()}\n<!-- /table -->`
  })
}
