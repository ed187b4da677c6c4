import type { Dataset } from '../dataset.ts'
import { constant } from './constant.ts'
import { datesAsNumbers } from './dates-as-numbers.ts'
import { sameNumber } from './same-number.ts'
import type { Warning, WarningRule } from './warning.ts'

/** Each for one kind of warning. */
export const warningRules = { constant, datesAsNumbers, sameNumber } as const satisfies Record<
  string,
  WarningRule
>

/** What was said while the file was read, then what the rules find. */
export function warningsOf(dataset: Dataset): Warning[] {
  return [...dataset.warnings, ...Object.values(warningRules).flatMap((rule) => rule(dataset))]
}
