/** Splits that a column names: each of its values says what the row is for. */
import type { SplitColumn } from './split-column.ts'

export type Part = 'train' | 'validation' | 'test'

const words: Record<Part, readonly string[]> = {
  train: ['train', 'training'],
  validation: ['validation', 'valid', 'val', 'dev'],
  test: ['test', 'testing'],
}

/** Those of the rows that are for this, in the same order. */
export function rowsFor(
  part: Part,
  rows: Uint32Array,
  { codes, levels }: SplitColumn,
): Uint32Array {
  const isFor = (levels ?? []).map((level) => parsePart(level) === part)
  return rows.filter((row) => isFor[codes[row]!] ?? false)
}

/** What a column holds that names no part; null: nothing. */
export function strangeValue({ levels }: SplitColumn): string | null {
  if (levels === null) return 'holds numbers, or very many texts'
  const strange = levels.find((level) => parsePart(level) === null)
  return strange === undefined ? null : `has the value '${strange}'`
}

export function parsePart(value: string): Part | null {
  const text = value.trim().toLowerCase()
  const found = Object.entries(words).find(([, known]) => known.includes(text))
  return found ? (found[0] as Part) : null
}
