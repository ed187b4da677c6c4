/** Names of the columns of a text file, before the service has read it: for a choice of the target. Pure. */

const delimiters = [',', '\t', ';', '|']

/** Of the first line; empty for files that are no plain text. */
export function headerNames(start: string, delimiter?: unknown): string[] {
  if (start.includes('\u0000') || start.startsWith('PAR1')) return []
  const [line = ''] = start.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const given = delimiter === 'tab' ? '\t' : delimiter
  const by = typeof given === 'string' && given.length === 1 ? given : mostFrequent(line)
  const names = fieldsOf(line, by).map((name) => name.trim())
  return names.length > 1 ? names.filter((name) => name !== '') : []
}

function mostFrequent(line: string): string {
  const count = (delimiter: string) => line.split(delimiter).length
  return delimiters.toSorted((a, b) => count(b) - count(a))[0] ?? ','
}

function fieldsOf(line: string, delimiter: string): string[] {
  const fields: string[] = ['']
  let isQuoted = false
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted
    else if (character === delimiter && !isQuoted) fields.push('')
    else fields[fields.length - 1] += character
  }
  return fields
}
