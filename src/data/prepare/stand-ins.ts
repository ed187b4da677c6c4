/** What stands in for values of a /predict row that the model does not know: said beside the prediction. */
import { levelOffsets } from './encode-rows.ts'
import type { FittedInputs } from './fitted.ts'
import { levelFinder } from './level-of.ts'
import { presentValues } from './present-values.ts'

/** The columns that a row of a /predict request has no value for: the model goes on what stands for a missing one. */
export function imputedIn(fitted: FittedInputs, row: unknown): string[] {
  if (fitted.type === 'tensor') return []
  const valueIn = presentValues(fitted.missing)
  return fitted.columns
    .map(({ name }) => name)
    .filter((name) => valueIn(row as object, name) === null)
}

/** Finds the columns of which a row has a text that no training row had: all inputs of such a column are 0. */
export function unknownFinder(fitted: FittedInputs): (row: unknown) => string[] {
  if (fitted.type === 'tensor') return () => []
  const valueIn = presentValues(fitted.missing)
  const columns = fitted.columns.flatMap((column) => {
    if (column.encoding !== 'categorical') return []
    const findLevel = levelFinder(column)
    const findOffset = levelOffsets(column)
    const isUnknown = (value: unknown) => {
      const level = findLevel(value)
      return typeof level === 'string' && findOffset(level) === null
    }
    return [{ name: column.name, isUnknown }]
  })
  return (row) =>
    columns.flatMap(({ name, isUnknown }) => {
      const value = valueIn(row as object, name)
      return value !== null && isUnknown(value) ? [name] : []
    })
}
