/** What a study tries before its sampler is asked: the defaults, then the configurations that were posted with it. */
import type { DatasetSummary } from '../data/summary.ts'
import type { Fault } from '../errors.ts'
import { type Completed, defaultParams, hasDefaults, withDefaults } from '../search/defaults.ts'
import type { Params } from '../search/params.ts'
import { checkParams } from '../search/space/check-params.ts'
import type { SearchSpace } from '../search/space/space.ts'
import { fillIn } from './load-study.ts'
import type { StudySpec } from './study-spec.ts'

export interface FirstTrial extends Completed {
  pointer: string // into the study's body
  phase: 'defaults' | 'enqueued'
}

/** In the order of their numbers. */
export function firstTrials(
  { defaults, enqueue }: Pick<StudySpec, 'defaults' | 'enqueue'>,
  space: SearchSpace,
): FirstTrial[] {
  const first: FirstTrial[] = enqueue.map((given, index) => ({
    ...withDefaults(space, given),
    pointer: `/enqueue/${index}`,
    phase: 'enqueued',
  }))
  if (!(defaults ?? hasDefaults(space))) return first
  return [{ ...defaultParams(space), pointer: '/defaults', phase: 'defaults' }, ...first]
}

/** Whether params may be tried at all: faults with pointers that begin with the given one. */
export function paramsFaults(
  setting: { space: SearchSpace; data: DatasetSummary | null },
  params: Params,
  pointer: string,
): Fault[] {
  const faults = checkParams(setting.space, params)
  if (faults.length > 0) {
    return faults.map((fault) => ({ ...fault, pointer: pointer + fault.pointer }))
  }
  const { fault } = fillIn(setting, params)
  return fault === null ? [] : [{ pointer, detail: fault }]
}

/** Why a first trial has these params. */
export function provenanceOf({ phase, filled }: Pick<FirstTrial, 'phase' | 'filled'>) {
  return filled.length === 0 ? { phase } : { phase, filled: filled.join(', ') }
}
