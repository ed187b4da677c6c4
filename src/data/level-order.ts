/** Categories whose levels have an order. */
import type { CategoricalInput } from './dataset.ts'

/** The levels that an order leaves out. */
export function lackingLevels(levels: readonly string[], order: readonly string[]): string[] {
  return levels.filter((level) => !order.includes(level))
}

/** The column with its levels in the given order; levels that it leaves out count as missing. */
export function inOrder(category: CategoricalInput, order: readonly string[]): CategoricalInput {
  const ranks = category.levels.map((level) => order.indexOf(level))
  const codes = category.codes.map((code) => (code < 0 ? code : ranks[code]!))
  return { ...category, levels: [...order], codes, isOrdered: true }
}
