import path from 'node:path'
import { z } from 'zod'
import { Problem } from '../../errors.ts'

/** The option for the delimiter. `whitespace` means any run of blanks and tabs, also at line ends. */
export const Delimiter = z
  .string()
  .regex(/^([\t\x20-\x7e]|\\t|tab|whitespace)$/, 'expected one ASCII character, tab or whitespace')
  .regex(
    /^([^"0-9A-Za-z.+-]|\\t|\w{2,})$/,
    'quotes, letters, digits, ".", "+" and "-" are not accepted',
  )
  .describe(
    'separates the fields: a character, `tab`, or `whitespace` for any run of blanks and tabs; default: a comma, or a ' +
      'tab if the file name ends in .tsv; a trailing delimiter at the end of a line is accepted',
  )

const names: Readonly<Record<string, string>> = { tab: '\t', '\\t': '\t' }

/**
 * Returns what separates the fields: a character, or `whitespace`.
 *
 * @param separatorLine  delimiter named in the first line of the file, such as `;` for `sep=;`
 * @throws Problem 'invalid-dataset' if the spec and that line contradict each other
 */
export function chooseDelimiter(
  given: string | undefined,
  { separatorLine, fileName }: { separatorLine: string | null; fileName: string | null },
): string {
  const wanted = given === undefined ? null : (names[given] ?? given)
  if (wanted !== null && separatorLine !== null && wanted !== separatorLine) {
    const detail = `the first line of the file says sep=${separatorLine}: give the same delimiter, or leave it out`
    throw new Problem('invalid-dataset', 'The spec contradicts the file.', [
      { pointer: '/spec/delimiter', detail },
    ])
  }
  const isTsv = fileName !== null && /^\.(tsv|tab)$/i.test(path.extname(fileName))
  return wanted ?? separatorLine ?? (isTsv ? '\t' : ',')
}

/** A delimiter as a spec says it. */
export function delimiterName(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : delimiter
}
