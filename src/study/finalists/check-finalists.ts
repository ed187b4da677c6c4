/** What finalists and refits need of a study. */
import type { Fault } from '../../errors.ts'
import { firstObjective } from '../objectives.ts'
import type { StudySpec } from '../study-spec.ts'
import { inherits } from '../suggest/inheritance.ts'
import type { EnsembleSpec, FinalistsSpec } from './finalists-spec.ts'

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
  return [...shareFaults(spec, finalists, at), ...splitsFaults(spec, finalists, at)]
}

function shareFaults({ budget }: StudySpec, finalists: FinalistsSpec | null, at: string): Fault[] {
  if (finalists?.share === undefined) return []
  const pointer = `${at}/share`
  if (finalists.seconds !== undefined) {
    return [{ pointer, detail: 'give either `seconds` or `share`, not both' }]
  }
  if (budget.seconds !== undefined) return []
  return [{ pointer, detail: 'is a share of budget.seconds, which the study does not have' }]
}

function splitsFaults(spec: StudySpec, finalists: FinalistsSpec | null, at: string): Fault[] {
  if (finalists?.splits !== 'other') return []
  const { validation } = spec
  const fixed = validation.type === 'split' ? 'column' : validation.order && 'order'
  if (fixed === undefined) return []
  const detail = `the option ${fixed} of the validation says which rows are held back, so there are no others: use "search"`
  return [{ pointer: `${at}/splits`, detail }]
}

/**
 * Members are chosen by what the trainings of the finalists predict for the same validation rows.
 *
 * @param at  pointer to the body's fields
 */
export function ensembleFaults(
  spec: StudySpec,
  { finalists, ensemble }: { finalists: FinalistsSpec | null; ensemble: EnsembleSpec | null },
  at: string,
): Fault[] {
  if (ensemble === null) return []
  const pointer = `${at}/ensemble`
  if (finalists === null) {
    const detail =
      'needs finalists, whose trainings are its members: give "finalists", such as {"top": 3, "seeds": 5}'
    return [{ pointer, detail }]
  }
  if (finalists.splits === 'other') {
    const detail =
      'needs finalists that hold back the same rows, to compare their means: use "splits": "search"'
    return [{ pointer, detail }]
  }
  const { metric } = firstObjective(spec)
  if (metric.startsWith('validation.')) return []
  const detail = `is chosen on validation rows, and the objective is ${metric}: use a metric such as validation.loss`
  return [{ pointer, detail }]
}
