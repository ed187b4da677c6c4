/** Rows to predict, from a file that somebody chooses: JSON, or CSV with a header. */

/**
 * @throws Error that says what is wrong
 */
export async function rowsOfFile(name: string, text: string): Promise<Record<string, unknown>[]> {
  if (/\.json$/i.test(name) || /^\s*[[{]/.test(text)) return rowsOfJson(text)
  return await rowsOfCsv(text)
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

const delimiters = [',', ';', '\t']

/** Texts by column, as the file has them, with null for an empty one: the service reads numbers and dates. */
async function rowsOfCsv(text: string): Promise<Record<string, unknown>[]> {
  // few visitors have such a file, so the parser is not part of the page
  const { default: papaparse } = await import('papaparse')
  const { data, errors } = papaparse.parse<Record<string, string>>(text, {
    header: true,
    skipEmptyLines: true,
    delimitersToGuess: delimiters,
  })
  const [first] = errors.filter(({ type }) => type !== 'Delimiter') // one column has none
  if (first) throw new Error(`Row ${(first.row ?? 0) + 1}: ${first.message}.`)
  if (data.length === 0) {
    throw new Error(
      'The file has no rows: give a header with the names of the columns, and a line for each row.',
    )
  }
  return data.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value === '' ? null : value]),
    ),
  )
}
