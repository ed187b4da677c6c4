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
  'numbers-as-names': 'all columns have numbers for names: the first line may be a row',
  'looks-utf-8': 'the file was read in another encoding, but is valid UTF-8',
  'grouped-thousands': 'numbers such as 1.234 next to 900, whose point may group thousands',
  'total-row': 'a last row that is called a total',
  'aligned-columns': 'each run of blanks and tabs was read as one delimiter',
} as const

export function readingWarning(code: keyof typeof readingWarnings, finding: Finding): Warning {
  return toWarning(code, finding)
}
