import { isNumberText } from './number-text.ts'

/** Distinct texts in numeric order where all are numbers (`1.1` before `1.10`, being equal), else in code unit order. */
export function sortTexts(texts: readonly string[]): string[] {
  const sorted = [...texts].sort()
  return sorted.every(isNumberText) ? sorted.sort((a, b) => Number(a) - Number(b)) : sorted
}
