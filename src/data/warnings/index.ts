import type { Dataset } from '../dataset.ts'
import { constant } from './constant.ts'
import { countsRows } from './counts-rows.ts'
import { datesAsNumbers } from './dates-as-numbers.ts'
import { duplicateRows } from './duplicate-rows.ts'
import { freeText } from './free-text.ts'
import { leak } from './leak.ts'
import { looksMissing } from './looks-missing.ts'
import { mostlyMissing } from './mostly-missing.ts'
import { namesParts } from './names-parts.ts'
import { rareClasses } from './rare-classes.ts'
import { sameNumber } from './same-number.ts'
import { unique } from './unique.ts'
import type { Warning, WarningRule } from './warning.ts'

/** Each for one kind of warning: a new one is a file and a line here. */
export const warningRules = {
  constant,
  countsRows,
  unique,
  freeText,
  mostlyMissing,
  looksMissing,
  leak,
  namesParts,
  datesAsNumbers,
  sameNumber,
  rareClasses,
  duplicateRows,
} as const satisfies Record<string, WarningRule>

/** What was said while the file was read, then what the rules find. */
export function findWarnings(dataset: Dataset): Warning[] {
  return [...dataset.warnings, ...Object.values(warningRules).flatMap(({ find }) => find(dataset))]
}
