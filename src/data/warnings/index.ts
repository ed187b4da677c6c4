import type { Dataset } from '../dataset.ts'
import { constant } from './constant.ts'
import type { Warning, WarningRule } from './warning.ts'

/** By the code of what they find. */
export const warningRules = { constant } as const satisfies Record<string, WarningRule>

/** What was said while the file was read, then what the rules find. */
export function warningsOf(dataset: Dataset): Warning[] {
  return [...dataset.warnings, ...Object.values(warningRules).flatMap((rule) => rule(dataset))]
}
