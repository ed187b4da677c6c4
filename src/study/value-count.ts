/** Results must have one value per objective. */
import { type Fault, Problem } from '../errors.ts'
import { listObjectives } from './objectives.ts'
import type { StudySpec } from './study-spec.ts'

type Objectives = Pick<StudySpec, 'objective' | 'objectives'>

/** @param pointer  to the values */
export function valueCountFaults(
  spec: Objectives,
  values: readonly unknown[],
  pointer: string,
): Fault[] {
  const { length: count } = listObjectives(spec)
  if (values.length === count) return []
  return [
    {
      pointer,
      detail: `got ${values.length} values, and the study has ${count} ${count === 1 ? 'objective' : 'objectives'}`,
    },
  ]
}

/** @throws Problem invalid-trial */
export function assertValueCount(
  spec: Objectives,
  values: readonly unknown[],
  pointer: string,
): void {
  const faults = valueCountFaults(spec, values, pointer)
  if (faults.length > 0) {
    throw new Problem('invalid-trial', 'The number of values must match the objectives.', faults)
  }
}
