/** Warnings found while a file is read, before the rules have a dataset to examine. */
import { type Finding, toWarning, type Warning } from './warning.ts'

/** A summary of each warning, by code. */
export const readingWarnings = {
  index: 'a column was left out because it only numbers or names the rows',
  'no-name': 'an input without a name in the header',
  'leading-zeros': 'numbers with leading zeros, which may be codes',
  'rows-without-target': 'rows were left out because they have no target',
  'rows-of-rare-classes': 'rows were left out because their class has too few',
  'renamed-column': 'a column was renamed because another column has the same name',
  'aligned-columns': 'each run of blanks and tabs was read as one delimiter',
} as const

export function readingWarning(code: keyof typeof readingWarnings, finding: Finding): Warning {
  return toWarning(code, finding)
}
