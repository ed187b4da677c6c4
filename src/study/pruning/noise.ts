/** How exactly a study measures its first objective. */
import { countFolds, type ValidationSpec, validationFraction } from '../../data/split/validation.ts'
import type { DatasetSummary } from '../../data/summary.ts'
import { findMetric } from '../../engine/metrics/index.ts'
import type { PruneContext } from '../../search/pruner.ts'
import { firstObjective } from '../objectives.ts'
import type { StudySpec } from '../study-spec.ts'

/**
 * Number of rows behind a validation metric, approximately: a fold's rows are others than those of the other folds; a
 * repeat measures the same rows again.
 */
export function validationRows(
  { rows, testRows }: Pick<DatasetSummary, 'rows' | 'testRows'>,
  validation: ValidationSpec,
): number {
  const folds = countFolds(validation) / validation.repeats
  return Math.max(1, Math.round((rows - testRows) * validationFraction(validation) * folds))
}

/** The standard error of a value of the first objective; absent for a metric of the training rows. */
export function noiseOf(
  spec: Pick<StudySpec, 'objective' | 'objectives' | 'validation'>,
  data: Pick<DatasetSummary, 'rows' | 'testRows'>,
): Pick<PruneContext, 'noise'> {
  const metric = findMetric(firstObjective(spec).metric)
  if (metric?.part !== 'validation') return {}
  const rows = validationRows(data, spec.validation)
  return { noise: (value) => metric.standardError(value, rows) }
}
