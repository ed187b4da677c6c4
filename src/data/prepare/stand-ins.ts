/** Reports values of a /predict row that the model had to replace; the answer lists them next to the prediction. */
import { levelOffsets } from './encode-rows.ts'
import type { FittedInputs } from './fitted.ts'
import { levelFinder } from './level-of.ts'
import { presentValues } from './present-values.ts'

/** The columns without a value in a row of a /predict request; the model uses its replacement for missing values. */
export function imputedIn(fitted: FittedInputs, row: unknown): string[] {
  if (fitted.type === 'tensor') return []
  const valueIn = presentValues(fitted.missing)
  return fitted.columns
    .map(({ name }) => name)
    .filter((name) => valueIn(row as object, name) === null)
}

/** Finds the columns in which a row has a text that no training row had; all inputs of such a column are 0. */
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
