/** Warnings that come while a file is read, before there is a dataset that the rules could look at. */
import type { Warning } from './warning.ts'

/** What was found, by code. */
export const readingWarnings = {
  index: 'a column was left out because it only numbers or names the rows',
  'no-name': 'an input without a name in the header',
  'leading-zeros': 'numbers with leading zeros, which may be codes',
  'rows-without-target': 'rows were left out because they have no target',
  'rows-of-rare-classes': 'rows were left out because their class has too few',
  'renamed-column': 'a column was renamed because another one has its name',
  'aligned-columns': 'runs of blanks and tabs were read as one delimiter each',
} as const

export function readingWarning(
  code: keyof typeof readingWarnings,
  told: Omit<Warning, 'code'>,
): Warning {
  const { column, message, suggestion } = told
  return { column, code, message, suggestion }
}
