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
import { sameText } from './same-text.ts'
import { standIn } from './stand-in.ts'
import { testClasses } from './test-classes.ts'
import { unique } from './unique.ts'
import { unreadPattern } from './unread-pattern.ts'
import type { Warning, WarningRule } from './warning.ts'

/** One rule for each kind of warning. A new rule is one file and one line here. */
export const warningRules = {
  constant,
  countsRows,
  unique,
  freeText,
  mostlyMissing,
  looksMissing,
  standIn,
  leak,
  namesParts,
  datesAsNumbers,
  unreadPattern,
  sameNumber,
  sameText,
  rareClasses,
  testClasses,
  duplicateRows,
} as const satisfies Record<string, WarningRule>

/** Returns the warnings from reading the file, then those that the rules find. */
export function findWarnings(dataset: Dataset): Warning[] {
  const { warnings } = dataset
  const ofRules = Object.values(warningRules).flatMap(({ find }) => find(dataset))
  return [...warnings, ...ofRules.map((warning) => withoutUnclearMend(warning, warnings))]
}

/** A rule knows names, and a name that several columns of the file have means all of them. */
function withoutUnclearMend(warning: Warning, ofReading: readonly Warning[]): Warning {
  const isUnclear = ofReading.some(
    ({ code, column }) =>
      code === 'renamed-column' &&
      (column === warning.column || column?.replace(/_\d+$/, '') === warning.column),
  )
  return isUnclear ? { ...warning, mend: null } : warning
}
