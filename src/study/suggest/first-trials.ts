/** What a study tries before its sampler is asked: the defaults, then the configurations that were posted with it. */
import type { Fault } from '../../errors.ts'
import { type Completed, defaultParams, hasDefaults, withDefaults } from '../../search/defaults.ts'
import { checkParams } from '../../search/space/check-params.ts'
import { matchSpec } from '../../search/space/match-spec.ts'
import type { Params } from '../../search/space/params.ts'
import { withOwnNames } from '../../search/space/parse/parameter-names.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import { fillIn, type LoadedStudy } from '../load-study.ts'
import type { StudySpec } from '../study-spec.ts'

export interface FirstTrial extends Configuration {
  pointer: string // into the study's body
  phase: 'defaults' | 'enqueued'
}

/** What a user gives to be tried, in the space's terms. */
export interface Configuration extends Completed {
  faults: Fault[] // with pointers relative to what was given
}

/** The params of a filled-in specification, or of a part of one; defaults for the rest. */
export function configurationOf(space: SearchSpace, spec: unknown): Configuration {
  const { params, faults } = matchSpec(space, spec)
  return faults.length > 0
    ? { params, filled: [], faults }
    : { ...withDefaults(space, params), faults }
}

/** In the order of their numbers. */
export function firstTrials(
  { defaults, enqueue }: Pick<StudySpec, 'defaults' | 'enqueue'>,
  space: SearchSpace,
): FirstTrial[] {
  const first: FirstTrial[] = enqueue.map((given, index) => ({
    ...(isParams(given)
      ? { ...withDefaults(space, withOwnNames(space, given)), faults: [] }
      : configurationOf(space, given)),
    pointer: `/enqueue/${index}`,
    phase: 'enqueued',
  }))
  if (!(defaults ?? hasDefaults(space))) return first
  const defaultsFirst = { ...defaultParams(space), faults: [] }
  return [{ ...defaultsFirst, pointer: '/defaults', phase: 'defaults' }, ...first]
}

/** Values by name, where all of them are scalars; a specification has objects or arrays in it. */
function isParams(given: Record<string, unknown>): given is Params {
  return Object.values(given).every((value) => typeof value !== 'object' || value === null)
}

/** Whether a configuration may be tried at all: faults with pointers that begin with the given one. */
export function configurationFaults(
  setting: Pick<LoadedStudy, 'space' | 'data' | 'folds'>,
  { params, faults: given }: Pick<Configuration, 'params' | 'faults'>,
  pointer: string,
): Fault[] {
  const faults = given.length > 0 ? given : checkParams(setting.space, params)
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
