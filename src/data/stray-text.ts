import type { TextColumn } from './dataset.ts'
import { isInexactInteger, isNumberText } from './number-text.ts'

/** Where a mostly numeric text column first holds something else; null for one that is text throughout. */
export function strayText(
  column: TextColumn,
): { text: string; row: number; count: number; numbers: number } | null {
  const isNumber = column.levels.map(isNumberText)
  let numbers = 0
  let count = 0
  let row = -1
  for (const [index, code] of column.codes.entries()) {
    if (code < 0) continue
    if (isNumber[code]) numbers++
    else {
      if (count === 0) row = index
      count++
    }
  }
  if (count === 0 || numbers < count) return null
  return { text: column.levels[column.codes[row]!]!, row: row + 1, count, numbers }
}

/** The first integer of a column of numbers that a double does not hold exactly; rows count from 1. */
export function inexactInteger({
  mayBeNumbers,
  levels,
  codes,
}: TextColumn): { text: string; row: number } | null {
  if (!mayBeNumbers) return null
  const isInexact = levels.map(isInexactInteger)
  if (!isInexact.includes(true) || !levels.every(isNumberText)) return null
  const row = codes.findIndex((code) => isInexact[code] === true)
  return { text: levels[codes[row]!]!, row: row + 1 }
}

/** The first text that is no number, or where all are digits the first of them; rows count from 1. */
export function firstText({ levels, codes }: TextColumn): { text: string; row: number } {
  const isNumber = levels.map(isNumberText)
  const row = codes.findIndex((code) => code >= 0 && !isNumber[code])
  const shown = row < 0 ? codes.findIndex((code) => code >= 0) : row
  return { text: levels[codes[shown]!]!, row: shown + 1 }
}
