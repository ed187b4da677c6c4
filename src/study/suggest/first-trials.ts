/** Trials that run before the sampler's suggestions: the defaults, then configurations posted with the study. */
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
  pointer: string // into the body of the study
  phase: 'defaults' | 'enqueued'
}

/** A configuration from a user, converted to params. */
export interface Configuration extends Completed {
  faults: Fault[] // with pointers relative to the configuration
}

/** Params of a filled-in or partial specification, completed with defaults. */
export function matchConfiguration(space: SearchSpace, spec: unknown): Configuration {
  const { params, faults } = matchSpec(space, spec)
  return faults.length > 0
    ? { params, filled: [], faults }
    : { ...withDefaults(space, params), faults }
}

/** In the order of their trial numbers. */
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

/** True for values by name, which are all scalars; a specification contains objects or arrays. */
function isParams(given: Record<string, unknown>): given is Params {
  return Object.values(given).every((value) => typeof value !== 'object' || value === null)
}

/** A configuration with its specification, or the faults that prevent it, with pointers below the given one. */
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

/** Provenance of a first trial. */
export function firstTrialProvenance({ phase, filled }: Pick<FirstTrial, 'phase' | 'filled'>) {
  return filled.length === 0 ? { phase } : { phase, filled: filled.join(', ') }
}
