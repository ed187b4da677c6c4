/** The folds that the trials of a study train and validate on. */
import type { Dataset } from '../dataset.ts'
import type { Fold } from './splits.ts'
import { requireColumn, searchRows } from './test-rows.ts'
import { makeFolds, type ValidationSpec } from './validation.ts'

/**
 * Parts may be empty or of different sizes; test rows are in none of them.
 *
 * @param options  `seed`: of the study, so that every trial holds back the same rows
 */
export function searchFolds(
  dataset: Dataset,
  { validation, seed }: { validation: ValidationSpec; seed: number },
): Fold[] {
  const { target } = dataset
  const labels = target.type === 'classes' ? target.labels : null
  const getColumn = (name: string) => requireColumn(dataset, name)
  return makeFolds(validation, { rows: searchRows(dataset), labels, seed, getColumn })
}
