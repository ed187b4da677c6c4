/** Splits by a column whose values assign each row to a part. */
import type { SplitColumn } from './split-column.ts'

export type Part = 'train' | 'validation' | 'test'

const words: Record<Part, readonly string[]> = {
  train: ['train', 'training'],
  validation: ['validation', 'valid', 'val', 'dev'],
  test: ['test', 'testing'],
}

/** The rows that the column assigns to this part, in their given order. */
export function rowsFor(
  part: Part,
  rows: Uint32Array,
  { codes, levels }: SplitColumn,
): Uint32Array {
  const isFor = (levels ?? []).map((level) => parsePart(level) === part)
  return rows.filter((row) => isFor[codes[row]!] ?? false)
}

/** Describes a value of the column that is not the name of a part; null if all are. */
export function strangeValue({ levels }: SplitColumn): string | null {
  if (levels === null) return 'holds numbers or too many different texts'
  const strange = levels.find((level) => parsePart(level) === null)
  return strange === undefined ? null : `has the value '${strange}'`
}

export function parsePart(value: string): Part | null {
  const text = value.trim().toLowerCase()
  const found = Object.entries(words).find(([, known]) => known.includes(text))
  return found ? (found[0] as Part) : null
}
