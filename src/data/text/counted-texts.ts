import type { TextColumn } from '../dataset.ts'

/** A text of a column, the number of rows that hold it, and the first of them (from 0). */
export interface CountedText {
  text: string
  rows: number
  firstRow: number
}

/** The distinct texts of a column, most frequent first. */
export function countTexts({ levels, codes }: TextColumn): CountedText[] {
  const counted = levels.map((text) => ({ text, rows: 0, firstRow: -1 }))
  for (const [row, code] of codes.entries()) {
    const text = counted[code]
    if (!text) continue // missing
    if (text.rows === 0) text.firstRow = row
    text.rows++
  }
  return counted.filter(({ rows }) => rows > 0).sort((a, b) => b.rows - a.rows)
}

export function countRows(texts: readonly CountedText[]): number {
  return texts.reduce((sum, { rows }) => sum + rows, 0)
}
