import { isNumberText } from './number-text.ts'

/** Sorts distinct texts: numerically if all are numbers (`1.1` before the equal `1.10`), else by code unit. */
export function sortTexts(texts: readonly string[]): string[] {
  const sorted = [...texts].sort()
  return sorted.every(isNumberText) ? sorted.sort((a, b) => Number(a) - Number(b)) : sorted
}
