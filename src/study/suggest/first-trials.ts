/** What a study tries before its sampler is asked: the defaults, then the configurations that were posted with it. */
import type { Fault } from '../../errors.ts'
import { type Completed, defaultParams, hasDefaults, withDefaults } from '../../search/defaults.ts'
import { checkParams } from '../../search/space/check-params.ts'
import { matchSpec } from '../../search/space/match-spec.ts'
import type { Params } from '../../search/space/params.ts'
import { withOwnNames } from '../../search/space/parse/parameter-names.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import { type FilledIn, fillIn } from '../fill-in.ts'
import type { LoadedSpace } from '../load-study.ts'
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
export function matchConfiguration(space: SearchSpace, spec: unknown): Configuration {
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
      : matchConfiguration(space, given)),
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

/**
 * A configuration with its specification; or why it may not be tried at all, with pointers that begin with the given
 * one.
 */
export function checkConfiguration(
  loaded: LoadedSpace,
  { params, faults: given }: Pick<Configuration, 'params' | 'faults'>,
  pointer: string,
): { filledIn: FilledIn; faults: [] } | { filledIn: null; faults: Fault[] } {
  const faults = given.length > 0 ? given : checkParams(loaded.space, params)
  if (faults.length > 0) {
    const pointing = faults.map((fault) => ({ ...fault, pointer: pointer + fault.pointer }))
    return { filledIn: null, faults: pointing }
  }
  const filledIn = fillIn(loaded, params)
  if (filledIn.fault === null) return { filledIn, faults: [] }
  return { filledIn: null, faults: [{ pointer, detail: filledIn.fault }] }
}

/** Why a first trial has these params. */
export function firstTrialProvenance({ phase, filled }: Pick<FirstTrial, 'phase' | 'filled'>) {
  return filled.length === 0 ? { phase } : { phase, filled: filled.join(', ') }
}
