/** Validates the stop rules of a study. */
import type { Fault } from '../../errors.ts'
import { samplers } from '../../search/samplers/index.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import { listObjectives } from '../objectives.ts'
import type { StudySpec } from '../study-spec.ts'

/** Limits that would never apply or have no meaning in this study. */
export function stoppingFaults(
  { budget, ...spec }: Pick<StudySpec, 'budget' | 'objective' | 'objectives'>,
  space: SearchSpace | null,
): Fault[] {
  const faults: Fault[] = []
  const isOne = listObjectives(spec).length === 1
  if (!isOne && budget.noImprovement && budget.noImprovement.minDelta > 0) {
    const detail =
      'not allowed with several objectives, where any trial on the Pareto front is an improvement'
    faults.push({ pointer: '/budget/noImprovement/minDelta', detail })
  }
  if (budget.expectedImprovement === undefined) return faults
  const pointer = '/budget/expectedImprovement'
  if (!isOne) faults.push({ pointer, detail: 'not allowed with several objectives' })
  if (space !== null && samplers.gp.check(space, {}).length > 0) {
    faults.push({ pointer, detail: 'not allowed: the space has no parameters to search' })
  }
  return faults
}
