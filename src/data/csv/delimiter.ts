import path from 'node:path'
import { z } from 'zod'
import { Problem } from '../../errors.ts'

/** `whitespace` is any run of blanks and tabs, also at the ends of a line. */
export const Delimiter = z
  .string()
  .regex(
    /^([\t\x20-\x7e]|\\t|tab|whitespace)$/,
    'one ASCII character, tab or whitespace is accepted',
  )
  .regex(
    /^([^"0-9A-Za-z.+-]|\\t|\w{2,})$/,
    'quotes, letters, digits, ".", "+" and "-" are not accepted',
  )
  .describe(
    'between the fields: a character, `tab`, or `whitespace` for any run of blanks and tabs; by default a comma, or a ' +
      'tab where the file is called .tsv; one more at the end of a line does no harm',
  )

const names: Readonly<Record<string, string>> = { tab: '\t', '\\t': '\t' }

/**
 * What separates fields: a character, or `whitespace`.
 *
 * @param separatorLine  what the file's own first line says, such as `;` for `sep=;`
 * @throws Problem 'invalid-dataset' where the spec and that line contradict each other
 */
export function chooseDelimiter(
  given: string | undefined,
  { separatorLine, fileName }: { separatorLine: string | null; fileName: string | null },
): string {
  const wanted = given === undefined ? null : (names[given] ?? given)
  if (wanted !== null && separatorLine !== null && wanted !== separatorLine) {
    const detail = `the first line of the file says sep=${separatorLine}: give this delimiter, or none`
    throw new Problem('invalid-dataset', 'The spec contradicts the file.', [
      { pointer: '/spec/delimiter', detail },
    ])
  }
  const isTsv = fileName !== null && /^\.(tsv|tab)$/i.test(path.extname(fileName))
  return wanted ?? separatorLine ?? (isTsv ? '\t' : ',')
}

/** As a spec would have it, for an error message. */
export function shownDelimiter(delimiter: string): string {
  return JSON.stringify(delimiter === '\t' ? 'tab' : delimiter)
}
