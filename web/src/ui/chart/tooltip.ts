/** What a plot's tooltip says: ECharts takes it for HTML, so that every text of a user is escaped. */

/** Text for HTML: names of parameters, options and workers are the users'. */
export function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (character) => entities[character] as string)
}

/** Lines of a tooltip: `name value`. */
export function tooltip(title: string, lines: readonly (readonly [string, string])[]): string {
  const rows = lines.map(([name, value]) => `${escaped(name)} <b>${escaped(value)}</b>`)
  return [`<b>${escaped(title)}</b>`, ...rows].join('<br>')
}
