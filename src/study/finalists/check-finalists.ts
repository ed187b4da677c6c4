/** What finalists and refits need of a study. */
import type { Fault } from '../../errors.ts'
import type { StudySpec } from '../study-spec.ts'
import { inherits } from '../suggest/inheritance.ts'
import type { FinalistsSpec } from './finalists-spec.ts'

/**
 * @param finalists  null: only a refit
 * @param at         pointer to the finalists in the body
 */
export function finalistsFaults(
  spec: StudySpec,
  finalists: FinalistsSpec | null,
  at: string,
): Fault[] {
  if (spec.dataset === undefined) {
    const detail = 'needs a dataset: trials of an external study are trained by its clients'
    return [{ pointer: at, detail }]
  }
  if (inherits(spec)) {
    const detail = `trials of "${spec.sampler.type}" continue from each other, so none can be trained again by itself`
    return [{ pointer: at, detail }]
  }
  if (finalists?.splits !== 'other') return []
  const { validation } = spec
  const fixed = validation.type === 'split' ? 'column' : validation.order && 'order'
  if (fixed === undefined) return []
  const detail = `the option ${fixed} of the validation says which rows are held back, so there are no others: use "search"`
  return [{ pointer: `${at}/splits`, detail }]
}
